/// The page's style sheet.
enum PageStyle {
    static let text = base + timeline + narrow

    /// Colours, fonts, and what is above the timeline.
    private static let base = #"""
        :root {
          color-scheme: light;
          --paper: #fbfbf9; --panel: #ffffff; --ink: #1a1c1f; --soft: #565b63; --line: #e3e3de; --wash: #f2f2ee;
          --accent: #1f5fbf; --good: #17663a; --good-wash: #e6f3ea; --bad: #a3231b; --bad-wash: #fbe9e7;
          --skill: #5b616b; --llm: #7447c0; --tool: #1f6fd0; --workspace: #0f7d7a; --scope: #a86a00;
          --handoff: #b43a78; --artifact: #2b7d32; --eval: #5d7300; --error: #c02b20;
          --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
          --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace;
          --row: 58px;
        }
        :root[data-theme="dark"] {
          color-scheme: dark;
          --paper: #101214; --panel: #16191c; --ink: #e9eaec; --soft: #a2a8b0; --line: #2b2f34; --wash: #1d2125;
          --accent: #8ab4f8; --good: #7fd19b; --good-wash: #14291c; --bad: #ff9d94; --bad-wash: #35191a;
          --skill: #a2a8b0; --llm: #b99cf0; --tool: #7fb2f5; --workspace: #5cc4bf; --scope: #e0ab4f;
          --handoff: #ef8fbd; --artifact: #7cc983; --eval: #b9cf5a; --error: #ff8177;
        }
        * { box-sizing: border-box; }
        html { background: var(--paper); }
        body {
          margin: 0 auto; max-width: 1080px; padding: 40px 32px 72px; color: var(--ink);
          font: 15px/1.5 var(--sans); -webkit-text-size-adjust: 100%;
        }
        .mono, code, pre, dd, .time, .kind, .idx, .what, .more { font-family: var(--mono); font-variant-ligatures: none; }
        h1, h2, p, dl, dd, pre { margin: 0; }
        h2 { font-size: 13px; font-weight: 600; letter-spacing: .02em; }
        button { font: inherit; color: inherit; cursor: pointer; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        [hidden] { display: none !important; }

        .top { display: flex; justify-content: space-between; align-items: center; gap: 16px; }
        .eyebrow { color: var(--soft); font-size: 13px; }
        .plain { border: 0; background: none; padding: 6px 8px; margin: -6px -8px; border-radius: 6px; color: var(--soft); font-size: 13px; }
        .plain:hover { color: var(--ink); background: var(--wash); }
        h1 { margin-top: 18px; font: 600 26px/1.25 var(--mono); letter-spacing: -.01em; overflow-wrap: anywhere; }

        .badge {
          display: flex; gap: 12px; align-items: flex-start; margin-top: 20px; padding: 14px 16px;
          border: 1px solid var(--line); border-radius: 10px; background: var(--panel);
        }
        .badge svg { flex: none; margin-top: 1px; }
        .badge strong { display: block; font-weight: 600; }
        .badge p { color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
        .badge[data-state="verified"] { border-color: transparent; background: var(--good-wash); }
        .badge[data-state="verified"] strong, .badge[data-state="verified"] svg { color: var(--good); }
        .badge[data-state="not-verified"] { border-color: transparent; background: var(--bad-wash); }
        .badge[data-state="not-verified"] strong, .badge[data-state="not-verified"] svg { color: var(--bad); }

        .facts { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 20px 24px; margin-top: 28px; }
        .facts dt { color: var(--soft); font-size: 13px; }
        .facts dd { font-size: 13px; line-height: 1.55; overflow-wrap: anywhere; }
        .outcome { display: flex; flex-wrap: wrap; gap: 6px 20px; margin-top: 22px; font-size: 14px; }
        .outcome b { font-weight: 600; }
        .outcome [data-good="true"] b { color: var(--good); }
        .outcome [data-good="false"] b { color: var(--bad); }

        details.proof { margin-top: 14px; font-size: 14px; }
        details.proof summary { color: var(--soft); cursor: pointer; font-size: 13px; width: fit-content; }
        details.proof dl { display: grid; grid-template-columns: 168px minmax(0, 1fr); gap: 8px 16px; margin-top: 12px; }
        details.proof dt { color: var(--soft); }
        details.proof dd { font-size: 13px; overflow-wrap: anywhere; }
        .check { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 14px; }
        .check input {
          flex: 1 1 260px; min-width: 0; padding: 8px 10px; border: 1px solid var(--line); border-radius: 8px;
          background: var(--panel); color: var(--ink); font: 13px var(--mono);
        }
        .check button, .save { padding: 8px 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); font-size: 13px; }
        .check .file { flex: 1 0 100%; color: var(--soft); font-size: 13px; }
        .check .file input { flex: none; padding: 4px; border: 0; }
        .check button:hover, .save:hover { background: var(--wash); }

        section { margin-top: 44px; }
        .heading { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 12px; }
        .heading p { color: var(--soft); font-size: 13px; }
        .graph { margin-top: 14px; padding: 18px; border: 1px solid var(--line); border-radius: 12px; background: var(--panel); overflow-x: auto; }
        .graph svg { display: block; margin: 0 auto; }
        .graph text { font: 12px var(--mono); fill: var(--ink); }
        .graph rect { fill: var(--wash); stroke: var(--line); }
        .graph g[role="button"] { cursor: pointer; }
        .graph g[role="button"]:hover rect { stroke: var(--soft); }
        .graph g[aria-pressed="true"] rect { stroke: var(--accent); stroke-width: 2; }
        .graph path { fill: none; stroke: var(--soft); stroke-width: 1.25; opacity: .75; }
        .graph marker path { fill: var(--soft); stroke: none; opacity: 1; }
        .remark { margin-top: 10px; color: var(--soft); font-size: 13px; }
        footer { margin-top: 48px; color: var(--soft); font-size: 13px; }

        """#

    /// Filters, scrubber and list.
    private static let timeline = #"""
        .filters { display: grid; gap: 8px; margin-top: 14px; }
        .chips { display: flex; flex-wrap: wrap; gap: 6px; padding: 2px; margin: -2px; }
        #agents { max-height: 148px; overflow-y: auto; }
        .chip {
          display: inline-flex; align-items: center; gap: 7px; padding: 4px 10px; border: 1px solid var(--line);
          border-radius: 999px; background: var(--panel); font: 12px/1.4 var(--mono); max-width: 100%;
        }
        .chip span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .chip small { color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
        .chip:hover { background: var(--wash); }
        .chip[aria-pressed="true"] { background: var(--ink); border-color: var(--ink); color: var(--paper); }
        .chip[aria-pressed="true"] small { color: inherit; }
        .dot { flex: none; width: 8px; height: 8px; border-radius: 50%; background: var(--skill); }
        [data-family="llm"] .dot { background: var(--llm); }
        [data-family="tool"] .dot { background: var(--tool); }
        [data-family="workspace"] .dot { background: var(--workspace); }
        [data-family="scope"] .dot { background: var(--scope); }
        [data-family="handoff"] .dot { background: var(--handoff); }
        [data-family="artifact"] .dot { background: var(--artifact); }
        [data-family="eval"] .dot { background: var(--eval); }
        [data-family="error"] .dot { background: var(--error); }

        .player { margin-top: 14px; border: 1px solid var(--line); border-radius: 12px; background: var(--panel); overflow: hidden; }
        .deck { display: flex; align-items: center; gap: 6px; padding: 10px 14px 0; }
        .now { flex: 1; min-width: 0; font: 13px var(--mono); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .now b { font-weight: 600; font-variant-numeric: tabular-nums; }
        .now span { color: var(--soft); }
        .step { width: 32px; height: 32px; border: 0; border-radius: 8px; background: none; color: var(--soft); display: grid; place-items: center; }
        .step:hover { background: var(--wash); color: var(--ink); }
        .scrubber { position: relative; height: 52px; margin: 0 14px; touch-action: none; cursor: ew-resize; border-radius: 6px; }
        .scrubber canvas { position: absolute; inset: 10px 0 16px; width: 100%; height: 26px; }
        .head { position: absolute; top: 4px; bottom: 17px; left: 0; width: 2px; margin-left: -1px; background: var(--ink); pointer-events: none; }
        .head::before { content: ""; position: absolute; top: -1px; left: -5px; width: 12px; height: 12px; border-radius: 50%; background: var(--ink); }
        .ends { display: flex; justify-content: space-between; margin-top: -15px; padding: 0 14px 10px; color: var(--soft); font: 11px var(--mono); pointer-events: none; }

        .list { position: relative; max-height: min(72vh, 760px); overflow-y: auto; border-top: 1px solid var(--line); overflow-anchor: none; outline-offset: -2px; }
        .space { position: relative; }
        .event { position: absolute; left: 0; right: 0; top: 0; border-bottom: 1px solid var(--line); background: var(--panel); }
        .event[data-current="true"] { box-shadow: inset 3px 0 var(--accent); background: var(--wash); }
        .line {
          display: grid; width: 100%; height: calc(var(--row) - 1px); padding: 9px 16px 9px 18px; border: 0; background: none; text-align: left;
          grid-template-columns: 84px 152px minmax(0, 1fr) auto; grid-template-areas: "time kind what idx" ". . more more"; column-gap: 12px;
          align-content: center; align-items: baseline; outline-offset: -3px;
        }
        .line:hover { background: var(--wash); }
        .line > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 13px; line-height: 20px; }
        .time { grid-area: time; color: var(--soft); font-variant-numeric: tabular-nums; }
        .kind { grid-area: kind; display: flex; align-items: center; gap: 8px; }
        .what { grid-area: what; }
        .more { grid-area: more; color: var(--soft); font-size: 12px !important; }
        .idx { grid-area: idx; color: var(--soft); font-size: 12px !important; font-variant-numeric: tabular-nums; }
        .payload { padding: 2px 16px 16px 18px; }
        .payload pre {
          max-height: 420px; overflow: auto; padding: 14px 16px; border-radius: 8px; background: var(--wash);
          font-size: 12.5px; line-height: 1.6; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2;
        }
        .payload .key { color: var(--accent); }
        .payload .text { color: var(--good); }
        .payload .word { color: var(--llm); }
        .empty { padding: 28px 18px; color: var(--soft); }

        """#

    private static let narrow = #"""
        @media (max-width: 720px) {
          :root { --row: 82px; }
          body { padding: 24px 16px 48px; }
          h1 { font-size: 20px; }
          .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; }
          details.proof dl { grid-template-columns: minmax(0, 1fr); gap: 2px; }
          details.proof dd { margin-bottom: 8px; }
          section { margin-top: 36px; }
          .line { grid-template-columns: auto minmax(0, 1fr) auto; grid-template-areas: "time kind idx" "what what what" "more more more"; padding: 9px 14px; }
          .graph { padding: 14px; }
        }
        @media (forced-colors: active) { .dot { forced-color-adjust: none; } .event[data-current="true"] { border-left: 3px solid; } }
        @media print { .player, .filters { break-inside: avoid; } }

        """#
}
