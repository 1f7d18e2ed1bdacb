extension PageScript {
    /// The list of events. Only the rows in view exist; the rest is height.
    static let list = #"""
        function eventList(session, start, onChoose) {
          const list = $("list"), space = $("space"), empty = $("empty");
          const rows = new Map();
          const open = new Map();  // event -> the height of its payload, 0 until it is measured
          let shown = new Uint32Array(0), current = -1, frame = 0, opened = [];

          const rowHeight = () => parseFloat(getComputedStyle(list).getPropertyValue("--row"));
          let height = rowHeight();
          const positionOf = (i) => {
            let low = 0, high = shown.length;
            while (low < high) { const middle = (low + high) >> 1; if (shown[middle] < i) low = middle + 1; else high = middle; }
            return low;
          };
          /** The events that are open and shown, with their positions, in order. */
          const measure = () => {
            opened = [...open].map(([i, extra]) => ({ i, position: positionOf(i), extra })).filter((one) => shown[one.position] === one.i);
            opened.sort((a, b) => a.position - b.position);
            space.style.height = shown.length * height + opened.reduce((sum, one) => sum + one.extra, 0) + "px";
          };
          const top = (position) => {
            let y = position * height;
            for (const one of opened) { if (one.position >= position) break; y += one.extra; }
            return y;
          };
          const at = (y) => {
            let low = 0, high = shown.length - 1;
            while (low < high) { const middle = (low + high + 1) >> 1; if (top(middle) <= y) low = middle; else high = middle - 1; }
            return Math.max(0, low);
          };

          const makeRow = (i) => {
            const event = readEvent(session, i);
            const row = element("div", "event");
            row.setAttribute("role", "listitem");
            row.dataset.idx = i;
            row.dataset.family = event.kind.split("_")[0];
            const line = element("button", "line");
            line.type = "button";
            line.append(element("span", "time", clock(session.time[i] - start)));
            const kind = element("span", "kind");
            kind.append(element("i", "dot"), element("span", "", event.kind));
            line.append(kind, element("span", "what", headline(session, event)), element("span", "more", details(event)), element("span", "idx", "#" + i));
            line.addEventListener("click", () => { onChoose(i); toggle(i); });
            row.append(line);
            return row;
          };
          const fill = (i, row) => {
            const isOpen = open.has(i);
            row.firstChild.setAttribute("aria-expanded", isOpen);
            const panel = row.querySelector(".payload");
            if (isOpen && !panel) {
              const made = element("div", "payload");
              const pre = layOut(session.payloadText(i), 4000);
              pre.tabIndex = 0;
              pre.setAttribute("aria-label", "Payload of event " + i);
              made.append(pre);
              row.append(made);
            } else if (!isOpen && panel) {
              panel.remove();
            }
          };
          const toggle = (i) => {
            if (open.has(i)) open.delete(i); else open.set(i, 0);
            measure();
            draw();
          };

          const draw = () => {
            frame = 0;
            const first = Math.max(0, at(list.scrollTop) - 6);
            const last = Math.min(shown.length - 1, at(list.scrollTop + list.clientHeight) + 6);
            const wanted = new Set();
            let before = space.firstChild, grew = false;
            for (let position = first; position <= last; position++) {
              const i = shown[position];
              wanted.add(i);
              let row = rows.get(i);
              if (!row) { row = makeRow(i); rows.set(i, row); }
              fill(i, row);
              if (row !== before) space.insertBefore(row, before); else before = before.nextSibling;
              row.style.transform = "translateY(" + top(position) + "px)";
              row.dataset.current = i === current;
              row.setAttribute("aria-posinset", position + 1);
              row.setAttribute("aria-setsize", shown.length);
              if (i === current) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
              if (open.has(i)) {
                const extra = row.offsetHeight - height;
                if (Math.abs(open.get(i) - extra) > 0.5) { open.set(i, extra); grew = true; }
              }
            }
            for (const [i, row] of rows) if (!wanted.has(i)) { row.remove(); rows.delete(i); }
            if (grew) { measure(); draw(); }
          };
          const redraw = () => { if (!frame) frame = requestAnimationFrame(draw); };

          list.addEventListener("scroll", redraw, { passive: true });
          addEventListener("resize", () => { height = rowHeight(); for (const i of open.keys()) open.set(i, 0); measure(); redraw(); });

          return {
            show(events) {
              shown = events;
              empty.hidden = events.length > 0;
              measure();
              list.scrollTop = Math.min(list.scrollTop, Math.max(0, space.offsetHeight - list.clientHeight));
              draw();
            },
            goTo(i) {
              current = i;
              const position = positionOf(i), y = top(position), end = y + height + (open.get(i) ?? 0);
              if (y < list.scrollTop) list.scrollTop = Math.max(0, y - height);
              else if (end > list.scrollTop + list.clientHeight) list.scrollTop = Math.max(0, Math.min(y, end + height - list.clientHeight));
              redraw();
            },
            toggle,
            view: () => [shown[at(list.scrollTop)], shown[at(list.scrollTop + list.clientHeight)]],
          };
        }

        """#
}
