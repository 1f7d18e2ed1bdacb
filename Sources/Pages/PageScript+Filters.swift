extension PageScript {
    /// Filters by kind and by agent: within a group any of the chosen ones, between the groups both.
    static let filters = #"""
        function eventFilters(session, agents, agentsOf, onChange) {
          const chosen = { kind: new Set(), agent: new Set() };
          const chips = [];

          const apply = () => {
            const events = new Uint32Array(session.count);
            let size = 0;
            for (let i = 0; i < session.count; i++) {
              if (chosen.kind.size && !chosen.kind.has(session.kind[i])) continue;
              if (chosen.agent.size && !agentsOf[i].some((agent) => chosen.agent.has(agent))) continue;
              events[size++] = i;
            }
            for (const chip of chips) chip.button.setAttribute("aria-pressed", chosen[chip.group].has(chip.value));
            $("clear").hidden = !chosen.kind.size && !chosen.agent.size;
            onChange(events.subarray(0, size), chosen);
          };
          const toggle = (group, value) => {
            if (!chosen[group].delete(value)) chosen[group].add(value);
            apply();
          };
          const addChip = (group, value, label, number, family) => {
            const button = element("button", "chip");
            button.type = "button";
            button.dataset[group] = label;
            if (family) { button.dataset.family = family; button.append(element("i", "dot")); }
            button.append(element("span", "", label), element("small", "", number.toLocaleString("en")));
            button.addEventListener("click", () => toggle(group, value));
            $(group + "s").append(button);
            chips.push({ group, value, button });
          };

          const kinds = new Map();
          for (const kind of session.kind) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
          for (const [kind, number] of [...kinds].sort((a, b) => a[0] - b[0])) addChip("kind", kind, facts.kinds[kind], number, facts.kinds[kind].split("_")[0]);
          const numbers = new Array(agents.length).fill(0);
          for (const some of agentsOf) for (const agent of some) numbers[agent]++;
          agents.forEach((name, agent) => addChip("agent", agent, name, numbers[agent]));
          $("agents").hidden = agents.length < 2;
          $("clear").addEventListener("click", () => { chosen.kind.clear(); chosen.agent.clear(); apply(); });

          return { apply, toggleAgent: (name) => toggle("agent", agents.indexOf(name)), hasAgent: (name) => chosen.agent.has(agents.indexOf(name)) };
        }

        """#
}
