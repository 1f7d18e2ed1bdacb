extension PageScript {
    /// Assembles the page.
    static let main = #"""
        const root = document.documentElement;
        const setTheme = (theme) => {
          root.dataset.theme = theme;
          $("theme").textContent = theme === "dark" ? "Light" : "Dark";
          dispatchEvent(new Event("resize"));
        };
        const prefersDark = matchMedia("(prefers-color-scheme: dark)");
        setTheme(prefersDark.matches ? "dark" : "light");
        prefersDark.addEventListener("change", (event) => setTheme(event.matches ? "dark" : "light"));
        $("theme").addEventListener("click", () => setTheme(root.dataset.theme === "dark" ? "light" : "dark"));

        function setBadge(state, title, text) {
          $("badge").dataset.state = state;
          $("verdict").textContent = title;
          $("reason").textContent = visible(text);
          for (const icon of document.querySelectorAll("#badge svg")) icon.toggleAttribute("hidden", icon.dataset.for !== state);
        }

        /** With the key that the page brought: whose it is, only the page's maker says. */
        async function showClaim(sealed, key) {
          const whenMade = { "good": "", "revoked": " Its maker found that the key was revoked.", "unknown": " Its maker did not trust the key for sessions." }[facts.seal] || "";
          if (!key) {
            if (facts.verdict === "not-verified") return setBadge("not-verified", "Not verified", "No key that this page's maker knew made the signature: its signer is unknown, or it was changed.");
            return setBadge("unchecked", "Not checked", "No key was given when this page was made. Enter one below, or choose your signers file, to check the signature here.");
          }
          const name = await fingerprint(key) || facts.fingerprint;
          const claim = (facts.principal ? "That it is the key of " + facts.principal + " is the word of this page's maker." : "The key came with this page.") + whenMade
            + " Compare the fingerprint with the signer, or check with a key or signers file of your own below.";
          const signed = await isSigned(sealed, key);
          if (signed === true && facts.verdict === "not-verified") return setBadge("not-verified", "Not verified", "The signature matches the key " + name + "." + whenMade);
          if (signed === true) return setBadge("verified", "Verified in this browser", "The signature matches the key " + name + ". " + claim);
          if (signed === false) return setBadge("not-verified", "Not verified", "The signature does not match these events under the key " + name);
          if (facts.verdict === "verified") return setBadge("unchecked", "Verified when this page was made", "That is the word of its maker: this browser has no Ed25519 to check it again. The key is " + name);
          setBadge("not-verified", "Not verified", "The signature did not match when this page was made, under the key " + name);
        }

        /** With keys of the viewer's own. */
        async function showJudgement(sealed, text, what) {
          let signers;
          try { signers = readSigners(text); } catch (error) {
            return setBadge("not-verified", "Not a key", what + " cannot be read: " + error.message);
          }
          const found = await judge(sealed, signers);
          const name = (found.principal ? found.principal + ", " : "") + (found.key ? await fingerprint(found.key) : "");
          switch (found.verdict) {
            case "good": return setBadge("verified", "Verified in this browser", "Signed by " + name + ", as " + what + " has it.");
            case "revoked": return setBadge("not-verified", "Revoked", "Signed with a key of " + name + ", revoked on " + utc(found.from));
            case "unknown": return setBadge("not-verified", "Not trusted for sessions", "Signed with the key " + name + ", which " + what + " trusts for other things.");
            case "unchecked": return setBadge("unchecked", "Not checked", "This browser has no Ed25519 to check with.");
            case "bad": return setBadge("not-verified", "Not verified", "The signature does not match these events under the key " + name);
            default: return setBadge("not-verified", "Not verified", "No key in " + what + " made the signature: its signer is unknown, or it was changed.");
          }
        }

        async function showProof(sealed) {
          const key = facts.key ? bytesOfBase64(facts.key) : null;
          const add = (name, value) => { $("proof").append(element("dt", "", name), element("dd", "", value)); };
          if (key) { add("public key", facts.key); add("fingerprint", facts.fingerprint); }
          if (facts.principal) add("said to be of", facts.principal);
          add("when made", { good: "the signature matched", bad: "the signature did not match", revoked: "the key was revoked", unknown: "the signer was unknown, or not trusted for sessions" }[facts.seal] || "not checked");
          if (globalThis.crypto && crypto.subtle) add("sha256 of the payload", hex(new Uint8Array(await crypto.subtle.digest("SHA-256", sealed.payload))));
          add("elsewhere", "at1 session verify TOKEN --key KEY, or verify_replay_session of a2a_pack");
          $("check").addEventListener("submit", (event) => {
            event.preventDefault();
            showJudgement(sealed, $("other").value, "the key you entered");
          });
          $("signers").addEventListener("change", async () => {
            const file = $("signers").files[0];
            if (file) showJudgement(sealed, await file.text(), "your file " + file.name);
          });
          $("save").addEventListener("click", () => {
            const link = document.createElement("a");
            link.href = URL.createObjectURL(new Blob([sealed.token], { type: "text/plain" }));
            link.download = "session.token";
            link.click();
            setTimeout(() => URL.revokeObjectURL(link.href), 1000);
          });
          await showClaim(sealed, key);
        }

        function showHead(session) {
          const { run } = session;
          $("session").textContent = visible(run.session_id);
          const first = session.count ? session.time[0] : 0, last = session.count ? session.time[session.count - 1] : 0;
          const seconds = (run.ended_at || 0) - (run.started_at || 0);
          const rows = [
            ["agent", run.agent_name + (run.agent_version ? "@" + run.agent_version : "")], ["caller", run.caller], ["skill", run.skill_name],
            ["task", run.task_id], ["started", run.started_at ? utc(run.started_at) : ""],
            ["elapsed", seconds > 0 ? duration(seconds) : last > first ? clock(last - first) : ""],
            ["seed", run.random_seed], ["receipt", run.receipt_id], ["input hash", run.input_hash],
          ];
          for (const [name, value] of rows) {
            if (!value) continue;
            const pair = element("div");
            pair.append(element("dt", "", name), element("dd", "", value));
            $("facts-of-run").append(pair);
          }
          const result = outcome(session);
          for (const [name, value] of Object.entries(result)) {
            if (value === undefined) continue;
            const item = element("span", "", name + ": ");
            item.append(element("b", "", value));
            if (name === "status") item.dataset.good = value === "ok" ? true : value === "error" || value === "failed" ? false : "";
            $("outcome").append(item);
          }
        }

        /** Lets the browser breathe, so that a long session does not freeze it while it is read. */
        const breathe = () => new Promise((resolve) => setTimeout(resolve));

        async function readAgents(session) {
          const agents = [], known = new Map(), agentsOf = new Array(session.count), readings = [];
          const meet = (name) => { if (!known.has(name)) { known.set(name, agents.length); agents.push(name); } return known.get(name); };
          let since = performance.now();
          for (let i = 0; i < session.count; i++) {
            const event = readEvent(session, i);
            const from = actors(session, event);
            agentsOf[i] = [...from, ...event.targets].map(meet);
            if (event.targets.length || event.grant) readings.push({ event: { kind: event.kind, targets: event.targets, grant: event.grant }, from });
            if (i % 500 === 0 && performance.now() - since > 12) { $("count").textContent = "reading " + i.toLocaleString("en") + " of " + count(session.count, "event"); await breathe(); since = performance.now(); }
          }
          return { agents, agentsOf, readings };
        }

        async function showTimeline(session) {
          const start = session.count ? session.time[0] : 0;
          const { agents, agentsOf, readings } = await readAgents(session);
          const graph = readGraph(session, readings);
          graph.agents = [...new Set([...graph.agents, ...agents])];
          $("graph-count").textContent = [count(graph.agents.length, "agent"), count(graph.handoffs.length, "handoff"), count(graph.grants.size, "grant")].join(" · ");
          $("remark").textContent = visible(graphRemark(graph));
          $("handoffs").append(...graph.handoffs.slice(0, 200).map((one) => element("li", "", one.from.map((a) => graph.agents[a]).join(", ") + " to " + one.to.map((b) => graph.agents[b]).join(", "))));

          const describe = (i) => clock(session.time[i] - start) + ", " + facts.kinds[session.kind[i]] + ", " + visible(headline(session, readEvent(session, i)));
          const list = eventList(session, start, (i) => scrubber.goTo(i));
          const scrubber = timeScrubber(session, start, describe, (i, position, size) => {
            const now = $("now");
            now.replaceChildren(element("b", "", clock(session.time[i] - start)), element("span", "", "  " + facts.kinds[session.kind[i]] + "  " + (position + 1).toLocaleString("en") + " / " + size.toLocaleString("en")));
            list.goTo(i);
          });
          $("scrubber").addEventListener("keydown", (event) => {
            if (event.key !== "Enter" && event.key !== " ") return;
            event.preventDefault();
            const current = document.querySelector(".event[data-current=true]");
            if (current) list.toggle(Number(current.dataset.idx));
          });
          const drawGraphNow = () => {
            const box = $("graph"), style = getComputedStyle(box);
            const width = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
            const focused = document.activeElement && document.activeElement.dataset.agent;
            box.replaceChildren(drawGraph(graph, width, filters.hasAgent, filters.toggleAgent));
            if (focused !== undefined) for (const node of box.querySelectorAll("g[role=button]")) if (node.dataset.agent === focused) node.focus();
          };
          const filters = eventFilters(session, agents, agentsOf, (events) => {
            $("count").textContent = events.length === session.count ? count(session.count, "event")
              : events.length.toLocaleString("en") + " of " + count(session.count, "event");
            list.show(events);
            scrubber.show(events);
            drawGraphNow();
          });
          $("ends").replaceChildren(element("span", "", clock(0)), element("span", "", clock(session.count ? Math.max(0, session.time[session.count - 1] - start) : 0)));
          filters.apply();
          addEventListener("resize", drawGraphNow);
        }

        (async () => {
          let sealed;
          try {
            sealed = openToken();
            await showProof(sealed);
            const session = splitSession(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(sealed.payload));
            sealed.endedAt = session.run.ended_at || 0;
            showHead(session);
            await showTimeline(session);
          } catch (error) {
            setBadge("not-verified", "Not a session", error.message);
          }
          root.dataset.ready = "true";
        })();

        """#
}
