extension PageScript {
    /// A human-readable view of an event, by the words of ``EventVocabulary``.
    static let reading = #"""
        const pick = (payload, word, read) => {
          for (const key of facts.words[word]) {
            if (!Object.hasOwn(payload, key)) continue;
            const value = read(payload[key]);
            if (value !== undefined) return value;
          }
          return undefined;
        };
        const asText = (value) => typeof value === "string" && value !== "" ? value : undefined;
        const asTexts = (value) => asText(value) ? [value]
          : Array.isArray(value) && value.length && value.every((item) => typeof item === "string") ? value : undefined;
        const asNumber = (value) => typeof value === "number" ? value : undefined;

        function readGrant(payload, time) {
          const read = (value, fields) => {
            if (value && typeof value === "object" && !Array.isArray(value)) return pick(value, "grant", (inner) => read(inner, value));
            if (!asText(value)) return undefined;
            const token = value.split(".");
            if (token.length === 2) {
              try {
                const grant = JSON.parse(new TextDecoder().decode(bytesOfBase64(token[0])));
                if (asText(grant.grant_id)) {
                  return { id: grant.grant_id, seconds: grant.expires_at ? grant.expires_at - grant.issued_at : undefined, audience: grant.audience };
                }
              } catch { /* it is only a name with a dot in it */ }
            }
            const expiry = pick(fields, "expiry", asNumber);
            const seconds = pick(fields, "lifetime", asNumber);
            return {
              id: value, seconds: seconds ?? (expiry > time / 1000 ? expiry - Math.floor(time / 1000) : undefined),
              audience: pick(fields, "audience", asText),
            };
          };
          return pick(payload, "grant", (value) => read(value, payload));
        }

        function readEvent(session, i) {
          const kind = facts.kinds[session.kind[i]];
          let payload = {};
          try { payload = JSON.parse(session.payloadText(i)); } catch { /* shown as text all the same */ }
          const isHandoff = kind === "handoff_start" || kind === "handoff_end";
          const mayApprove = kind === "scope_approve" || kind === "eval";
          return {
            kind, payload,
            agents: pick(payload, "agent", asTexts) ?? [],
            approver: mayApprove ? pick(payload, "approver", asText) : undefined,
            targets: isHandoff ? pick(payload, "target", asTexts) ?? [] : [],
            action: pick(payload, "action", asText),
            subject: pick(payload, "subject", asText),
            note: pick(payload, "note", asText),
            grant: readGrant(payload, session.time[i]),
            size: pick(payload, "size", asNumber),
            digest: pick(payload, "digest", asText),
          };
        }

        /** Who acts in an event: the agents that it names, or the session's when it names nobody. */
        const actors = (session, event) =>
          event.agents.length || event.approver ? event.agents : [session.run.agent_name];

        function headline(session, event) {
          const names = (list) => list.length > 2 ? list[0] + " + " + (list.length - 1) + " more" : list.join(", ");
          const who = names(actors(session, event));
          if (event.targets.length) return who + " → " + names(event.targets);
          return [event.approver, who, event.action ?? event.subject].filter(Boolean).join(" · ");
        }

        function details(event) {
          const parts = [];
          if (event.subject && event.action) parts.push(event.subject);
          if (event.note) parts.push(event.note);
          if (event.grant) {
            parts.push(event.grant.id);
            if (event.grant.seconds !== undefined) parts.push(duration(event.grant.seconds) + " TTL");
            if (event.grant.audience) parts.push("audience-bound");
          }
          if (event.size !== undefined) parts.push(bytes(event.size));
          if (event.digest) parts.push("sha256 " + event.digest.replace(/^sha256:/, "").slice(0, 10) + "…");
          return parts.join(" · ");
        }

        /** How the run ended, where its last events say so. */
        function outcome(session) {
          const found = {};
          for (let i = session.count - 1, looks = 0; i >= 0 && looks < 2000; i--, looks++) {
            const kind = facts.kinds[session.kind[i]];
            if (kind !== "skill_end" && kind !== "eval" && kind !== "error") continue;
            const event = readEvent(session, i);
            const isLast = !("status" in found);
            if (kind === "skill_end" && isLast) found.status = pick(event.payload, "outcome", asText) ?? "ended";
            if (kind === "error" && isLast) found.status = "error";
            found.eval ??= pick(event.payload, "score", asNumber);
            found.reviewer ??= pick(event.payload, "reviewer", asText);
          }
          return found;
        }

        """#
}
