extension PageScript {
    /// The execution graph: layers from left to right where there is room, one agent per line where there is not.
    static let graph = #"""
        function readGraph(session, readings) {
          const agents = [], known = new Map(), handoffs = [], grants = new Set(), edges = new Map();
          const meet = (name) => { if (!known.has(name)) { known.set(name, agents.length); agents.push(name); } return known.get(name); };
          for (const { event, from } of readings) {
            const to = event.targets.map(meet);
            if (event.grant) grants.add(event.grant.id);
            if (event.kind !== "handoff_start" || !to.length) continue;
            const sources = from.map(meet);
            handoffs.push({ from: sources, to });
            for (const a of sources) for (const b of to) edges.set(a + " " + b, [a, b]);
          }
          return { agents, handoffs, grants, edges: [...edges.values()] };
        }

        /** The layer of each agent: one past the last of those that hand on to it. Edges that close a circle do not count. */
        function layers(size, edges) {
          const next = Array.from({ length: size }, () => []);
          const layer = new Array(size).fill(0);
          const leadsTo = (a, b, seen = new Set()) => a === b || (!seen.has(a) && (seen.add(a), next[a].some((c) => leadsTo(c, b, seen))));
          const push = (a) => { for (const b of next[a]) if (layer[b] <= layer[a]) { layer[b] = layer[a] + 1; push(b); } };
          for (const [a, b] of edges) if (!leadsTo(b, a)) { next[a].push(b); push(a); }
          return layer;
        }

        function drawGraph(graph, width, isChosen, choose) {
          const svgName = "http://www.w3.org/2000/svg";
          const make = (name, attributes, parent) => {
            const made = document.createElementNS(svgName, name);
            for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
            if (parent) parent.append(made);
            return made;
          };
          const size = Math.min(graph.agents.length, 80);
          const edges = graph.edges.filter(([a, b]) => a < size && b < size);
          const layer = layers(size, edges);
          const short = (name) => { const text = visible(name); return text.length > 30 ? text.slice(0, 29) + "…" : text; };
          const wide = (i) => short(graph.agents[i]).length * 7.3 + 26;
          const high = 34, gapX = 64, gapY = 14;
          const columns = [];
          for (let i = 0; i < size; i++) (columns[layer[i]] ??= []).push(i);
          const columnWidth = columns.map((column) => Math.max(...column.map(wide)));
          const across = columnWidth.reduce((sum, one) => sum + one, 0) + gapX * (columns.length - 1);
          const tallest = Math.max(...columns.map((column) => column.length));
          const place = [];
          let total, height;
          const isWide = across <= width;
          if (isWide) {
            total = across;
            height = tallest * (high + gapY) - gapY;
            let x = 0;
            columns.forEach((column, number) => {
              let y = (height - (column.length * (high + gapY) - gapY)) / 2;
              for (const i of column) {
                place[i] = { x: x + (columnWidth[number] - wide(i)) / 2, y, width: wide(i) };
                y += high + gapY;
              }
              x += columnWidth[number] + gapX;
            });
          } else {
            const order = [...Array(size).keys()].sort((a, b) => layer[a] - layer[b] || a - b);
            order.forEach((i, row) => { place[i] = { x: 26 + Math.min(layer[i], 6) * 22, y: row * (high + gapY), width: wide(i) }; });
            total = Math.max(...place.map((one) => one.x + one.width));
            height = size * (high + gapY) - gapY;
          }
          const isRound = isWide && edges.some(([a, b]) => layer[b] <= layer[a]);
          const svg = make("svg", { width: Math.ceil(total) + 4, height: height + 4 + (isRound ? 40 : 0), viewBox: "-2 -2 " + (Math.ceil(total) + 4) + " " + (height + 4 + (isRound ? 40 : 0)) });
          svg.setAttribute("role", "group");
          svg.setAttribute("aria-label", "Execution graph: " + count(graph.agents.length, "agent") + ". Choose an agent to filter the timeline.");
          const marker = make("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, make("defs", {}, svg));
          make("path", { d: "M0 0.8 L7 4 L0 7.2 Z" }, marker);
          for (const [a, b] of edges) {
            const from = place[a], to = place[b];
            let d;
            if (isWide && layer[b] > layer[a]) {
              const x1 = from.x + from.width, y1 = from.y + high / 2, x2 = to.x - 2, y2 = to.y + high / 2, bend = Math.max(24, (x2 - x1) / 2);
              d = `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
            } else if (isWide) {
              const x1 = from.x + from.width / 2, x2 = to.x + to.width / 2, y = height + 30;
              d = `M${x1} ${from.y + high} C${x1} ${y} ${x2} ${y} ${x2} ${to.y + high + 2}`;
            } else {
              const x = Math.min(from.x, to.x) - 12 - (b % 3) * 4, y1 = from.y + high / 2 + 4, y2 = to.y + high / 2;
              const turn = y2 > y1 ? 6 : -6;
              d = `M${from.x} ${y1} H${x + 6} Q${x} ${y1} ${x} ${y1 + turn} V${y2 - turn} Q${x} ${y2} ${x + 6} ${y2} H${to.x - 2}`;
            }
            make("path", { d, "marker-end": "url(#arrow)" }, svg);
          }
          for (let i = 0; i < size; i++) {
            const { x, y, width: across } = place[i];
            const group = make("g", { role: "button", tabindex: 0, "aria-pressed": isChosen(graph.agents[i]), transform: `translate(${x} ${y})` }, svg);
            group.setAttribute("aria-label", visible(graph.agents[i]));
            group.dataset.agent = graph.agents[i];
            make("title", {}, group).textContent = visible(graph.agents[i]);
            make("rect", { width: across, height: high, rx: 8 }, group);
            make("text", { x: 13, y: 21.5 }, group).textContent = short(graph.agents[i]);
            group.addEventListener("click", () => choose(graph.agents[i]));
            group.addEventListener("keydown", (key) => {
              if (key.key === "Enter" || key.key === " ") { key.preventDefault(); choose(graph.agents[i]); }
            });
          }
          return svg;
        }

        function graphRemark(graph) {
          const out = new Map(), into = new Map();
          for (const [a, b] of graph.edges) { out.set(a, (out.get(a) ?? 0) + 1); into.set(b, (into.get(b) ?? 0) + 1); }
          const remarks = [];
          for (const [a, number] of out) if (number > 1) remarks.push(graph.agents[a] + " hands on to " + number + " agents");
          for (const [b, number] of into) if (number > 1) remarks.push("convergence at " + graph.agents[b]);
          if (graph.agents.length > 80) remarks.push("the first 80 agents are drawn");
          return remarks.slice(0, 6).join(" · ");
        }

        """#
}
