extension PageScript {
    /// The scrubber: a slider over the time of the run, one tick per event.
    static let scrubber = #"""
        function timeScrubber(session, start, describe, onMove) {
          const bar = $("scrubber"), canvas = $("ticks"), head = $("head");
          let shown = new Uint32Array(0), position = -1, isDragging = false;

          // The position of each event, 0 to 1. Order is by index: an event with an earlier time gets the position of the last one.
          const place = new Float64Array(session.count);
          let latest = start;
          for (let i = 0; i < session.count; i++) { latest = Math.max(latest, session.time[i]); place[i] = latest - start; }
          const span = session.count ? place[session.count - 1] : 0;
          for (let i = 0; i < session.count; i++) place[i] = span > 0 ? place[i] / span : session.count > 1 ? i / (session.count - 1) : 0;

          const draw = () => {
            const ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
            canvas.width = width * ratio;
            canvas.height = height * ratio;
            const pen = canvas.getContext("2d");
            const style = getComputedStyle(document.documentElement);
            const colour = facts.kinds.map((kind) => style.getPropertyValue("--" + kind.split("_")[0]).trim());
            pen.scale(ratio, ratio);
            pen.fillStyle = style.getPropertyValue("--line");
            pen.fillRect(0, height / 2 - 0.5, width, 1);
            // Many events share a pixel: one tick per kind and pixel is enough.
            let column = -1, seen = 0;
            for (const i of shown) {
              const x = Math.round(place[i] * (width - 2));
              if (x !== column) { column = x; seen = 0; }
              const bit = 1 << session.kind[i];
              if (seen & bit) continue;
              seen |= bit;
              pen.fillStyle = colour[session.kind[i]];
              pen.fillRect(x, 3, 2, height - 6);
            }
          };
          const show = () => {
            const i = shown[position];
            const none = i === undefined;
            head.hidden = none;
            bar.setAttribute("aria-valuemax", Math.max(0, shown.length - 1));
            bar.setAttribute("aria-valuenow", Math.max(0, position));
            bar.setAttribute("aria-valuetext", none ? "no events" : describe(i));
            if (!none) head.style.left = place[i] * 100 + "%";
          };
          const move = (to) => {
            if (!shown.length) return;
            position = Math.max(0, Math.min(shown.length - 1, to));
            show();
            onMove(shown[position], position, shown.length);
          };
          const nearest = (x) => {
            const box = bar.getBoundingClientRect();
            const wanted = Math.max(0, Math.min(1, (x - box.left) / box.width));
            let low = 0, high = shown.length - 1;
            while (low < high) { const middle = (low + high) >> 1; if (place[shown[middle]] < wanted) low = middle + 1; else high = middle; }
            return low > 0 && wanted - place[shown[low - 1]] < place[shown[low]] - wanted ? low - 1 : low;
          };

          bar.addEventListener("pointerdown", (event) => {
            if (event.button !== 0) return;
            isDragging = true;
            bar.setPointerCapture(event.pointerId);
            bar.focus({ preventScroll: true });
            move(nearest(event.clientX));
            event.preventDefault();
          });
          bar.addEventListener("pointermove", (event) => { if (isDragging) move(nearest(event.clientX)); });
          for (const name of ["pointerup", "pointercancel"]) bar.addEventListener(name, () => { isDragging = false; });
          bar.addEventListener("keydown", (event) => {
            const leap = Math.max(10, Math.round(shown.length / 20));
            const to = {
              ArrowRight: position + 1, ArrowDown: position + 1, ArrowLeft: position - 1, ArrowUp: position - 1,
              PageDown: position + leap, PageUp: position - leap, Home: 0, End: shown.length - 1,
            }[event.key];
            if (to === undefined) return;
            event.preventDefault();
            move(to);
          });
          $("previous").addEventListener("click", () => move(position - 1));
          $("next").addEventListener("click", () => move(position + 1));
          addEventListener("resize", draw);

          return {
            /** Takes the events to move among; stays at the event it is at, or near it. */
            show(events) {
              const was = shown[position];
              shown = events;
              position = 0;
              while (was !== undefined && position < shown.length - 1 && shown[position] < was) position++;
              draw();
              if (shown.length) move(position); else show();
            },
            goTo(i) { const found = shown.indexOf(i); if (found >= 0) move(found); },
            draw,
          };
        }

        """#
}
