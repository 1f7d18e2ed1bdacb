"""The checks of scripts/peer-page: page.py AT1

The page of a session in headless Chromium.
"""
import base64
import os
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from harness import At1, Checks

folder = tempfile.mkdtemp(prefix="at1-page-")
at1 = At1(sys.argv[1], folder)
checks = Checks()
shots = os.path.abspath(".build/page")
os.makedirs(shots, exist_ok=True)

signing_key = base64.b64encode(bytes(range(32))).decode()
os.environ["A2A_REPLAY_SIGNING_KEY"] = signing_key
from a2a_pack.replay import ReplayEvent, ReplaySession, sign_replay_session  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402

private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
verifying_key = base64.b64encode(private.public_key().public_bytes_raw()).decode()
other_key = base64.b64encode(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()).decode()

HOSTILE = '<script>window.ran=1</script></script><!-- <img src=x onerror="window.ran=1"> \u2028\u2029 \u202e & " \' `${1}` ]]>'
START = 1779975662000
EVENTS = [
    (0, "skill_start", {"agent": "planner-agent", "skill": "collect_quarterly_evidence", "args": {"period": "2026-Q1", "scope": ["CC1-CC9"]}}),
    (2114, "handoff_start", {"from": "planner-agent", "to": "evidence-collector", "grant_id": "grant://grant-1", "ttl_seconds": 900, "audience": "evidence-collector"}),
    (3207, "handoff_start", {"from": "planner-agent", "to": "policy-reviewer", "grant_id": "grant://grant-2", "ttl_seconds": 900}),
    (4488, "handoff_start", {"from": "planner-agent", "to": "vulnerability-scanner", "grant_id": "grant://grant-3", "ttl_seconds": 900}),
    (14041, "workspace_read", {"agent": "evidence-collector", "path": "policies/", "summary": "1,953 reads"}),
    (41722, "tool_call", {"agent": "policy-reviewer", "name": "score_controls", "args": {"matrix": "CC1-CC9", "exact": 12345678901234567890, "float": 1.0}}),
    (58011, "tool_call", {"agent": "policy-reviewer", "name": "CC6.7 evaluation", "message": HOSTILE, HOSTILE: [HOSTILE]}),
    (62331, "tool_response", {"agent": "vulnerability-scanner", "name": "open findings", "summary": "12 high-sev open · 4 inside SLA"}),
    (78099, "scope_request", {"agent": "evidence-collector", "action": "request_scope", "pattern": "workspace/vendors/*", "reason": "CC6.7"}),
    (112402, "scope_approve", {"approver": "@aisha", "action": "grant rotated", "grant_id": "grant://grant-4", "ttl_seconds": 3600}),
    (153610, "handoff_start", {"from": ["evidence-collector", "policy-reviewer", "vulnerability-scanner"], "to": "compliance-approver", "summary": "3 specialist reports merged"}),
    (168122, "tool_response", {"agent": "compliance-approver", "name": "3 exceptions", "summary": "CC6.7 partial"}),
    (191804, "artifact_write", {"agent": "compliance-approver", "name": "evidence-pack sealed", "path": "evidence-pack/q1-2026.zip", "bytes": 217000000, "sha256": "ab" * 32}),
    (193001, "skill_end", {"agent": "planner-agent", "status": "ok", "eval": 0.94, "reviewer": "@aisha", "summary": "ready for CISO review"}),
]


def token(events, **fields):
    return sign_replay_session(ReplaySession(**{
        **dict(session_id="session://soc2-mesh/q1-2026/a47c91", agent_name="soc2-autonomous-agent-mesh", agent_version="v2.0.0",
               caller="compliance-lead@acme", task_id="task-soc2-q1-2026", skill_name="collect_quarterly_evidence", random_seed="seed-9f3a2c8e",
               started_at=1779975662, ended_at=1779975855, receipt_id="receipt://soc2-mesh/q1-2026/abc123",
               events=tuple(ReplayEvent(idx=i, kind=k, ts_ms=START + t, payload=p) for i, (t, k, p) in enumerate(events))), **fields}))


def make(name, text, key=verifying_key):
    with open(os.path.join(folder, name + ".token"), "w") as file:
        file.write(text)
    code, _, err = at1("session", "html", name + ".token", "--force", "-o", name + ".html", *(["--key", key] if key else []))
    checks.check(f"{name} is made", code == 0, err)
    return os.path.join(folder, name + ".html")


def tampered(text):
    """The token with one letter of one payload changed."""
    payload, signature = text.split(".")
    body = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).replace(b"1,953 reads", b"1,954 reads")
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode() + "." + signature


def browser(width=1280, height=900, dark=False):
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for word in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={width},{height}"]:
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    driver.set_script_timeout(300)
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", dict(width=width, height=height, deviceScaleFactor=1, mobile=width < 500))
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
    return driver


class Page:
    def __init__(self, driver, file):
        self.driver = driver
        start = time.time()
        driver.get("file://" + file)
        while self("document.documentElement.dataset.ready") != "true":
            if time.time() - start > 300:
                raise TimeoutError("the page does not become ready")
            time.sleep(0.02)
        self.seconds = time.time() - start

    def __call__(self, expression):
        return self.driver.execute_script("return " + expression)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def badge(self):
        return self('document.getElementById("badge").dataset.state')

    def wait_badge(self, state):
        end = time.time() + 60
        while time.time() < end and self.badge() != state:
            time.sleep(0.02)
        return self.badge() == state

    def current(self):
        return self('Number((document.querySelector(".event[data-current=true]") || {dataset: {idx: -1}}).dataset.idx)')

    def settle(self):
        self.driver.execute_async_script("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(1)))")

    def press(self, *keys):
        for key in keys:
            self.find("#scrubber").send_keys(key)
        self.settle()
        return self.current()

    def rows(self):
        return self('[...document.querySelectorAll(".event")].map((row) => Number(row.dataset.idx))')

    def complaints(self):
        return [line["message"] for line in self.driver.get_log("browser") if line["level"] in ("SEVERE", "WARNING")]

    def picture(self, name):
        width, height = self("innerWidth"), self("document.documentElement.scrollHeight")
        metrics = dict(width=width, height=min(height, 4000), deviceScaleFactor=1, mobile=width < 500)
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        time.sleep(0.2)
        self.driver.save_screenshot(os.path.join(shots, name + ".png"))


good = token(EVENTS)
driver = browser()


def shows():
    page = Page(driver, make("good", good))
    text = page("document.body.innerText")
    for part in [
        "session://soc2-mesh/q1-2026/a47c91", "soc2-autonomous-agent-mesh@v2.0.0", "compliance-lead@acme", "collect_quarterly_evidence", "task-soc2-q1-2026",
        "2026-05-28T13:41:02Z", "3m 13s", "seed-9f3a2c8e", "receipt://soc2-mesh/q1-2026/abc123", "status: ok", "eval: 0.94", "reviewer: @aisha",
        "5 agents · 4 handoffs · 4 grants", "14 events", "03:11.804", "15m TTL", "60m TTL", "convergence at compliance-approver", "217 MB",
    ]:
        checks.check(f"shows {part}", part in text)
    checks.check("verified again in the page", page.badge() == "verified" and "Verified in this browser" in text)
    checks.check("five agents are drawn", page('document.querySelectorAll("#graph svg g[role=button]").length') == 5)
    checks.check("six arrows are drawn", page('document.querySelectorAll("#graph svg > path").length') == 6)
    checks.check("no complaints", page.complaints() == [], page.complaints())
    html = open(os.path.join(folder, "good.html"), encoding="utf-8").read()
    checks.check("nothing to load", not any(f'{word}="http' in html for word in ("src", "href", "action")) and "@import" not in html and "url(" not in html.replace("url(#arrow)", ""))
    page.picture("light")


def scrubs():
    page = Page(driver, make("good", good))
    checks.check("starts at the first", page.current() == 0)
    checks.check("right", page.press(Keys.ARROW_RIGHT) == 1)
    checks.check("down", page.press(Keys.ARROW_DOWN) == 2)
    checks.check("left", page.press(Keys.ARROW_LEFT) == 1)
    checks.check("end", page.press(Keys.END) == 13)
    checks.check("past the end", page.press(Keys.ARROW_RIGHT) == 13)
    checks.check("value text", "skill_end" in page.find("#scrubber").get_attribute("aria-valuetext"))
    checks.check("home", page.press(Keys.HOME) == 0)
    bar = page.find("#scrubber")
    width = bar.size["width"]
    at = lambda milliseconds: int(width * (milliseconds / 193001 - 0.5))  # noqa: E731
    ActionChains(driver).move_to_element_with_offset(bar, at(112402), 0).click().perform()
    page.settle()
    checks.check("click goes to the nearest", page.current() == 9, page.current())
    ActionChains(driver).move_to_element_with_offset(bar, at(41722), 0).click_and_hold().move_to_element_with_offset(bar, at(78099), 0).release().perform()
    page.settle()
    checks.check("drag follows", page.current() == 8, page.current())
    ActionChains(driver).move_to_element_with_offset(bar, at(0) + 4, 0).perform()
    page.settle()
    checks.check("no drag after release", page.current() == 8)
    page.find("#next").click()
    page.settle()
    checks.check("next", page.current() == 9)
    touch = page.driver.execute_cdp_cmd
    box = page('(() => { const b = document.getElementById("scrubber").getBoundingClientRect(); return [b.left, b.top + 20, b.width]; })()')
    point = lambda ms: [dict(x=box[0] + box[2] * ms / 193001, y=box[1])]  # noqa: E731
    touch("Input.dispatchTouchEvent", dict(type="touchStart", touchPoints=point(14041)))
    touch("Input.dispatchTouchEvent", dict(type="touchMove", touchPoints=point(168122)))
    touch("Input.dispatchTouchEvent", dict(type="touchEnd", touchPoints=[]))
    page.settle()
    checks.check("a finger scrubs", page.current() == 11, page.current())


def filters():
    page = Page(driver, make("good", good))
    page.find(".chip[data-kind=tool_call]").click()
    checks.check("by kind", page.rows() == [5, 6] and "2 of 14" in page.find("#count").text, page.rows())
    checks.check("pressed", page.find(".chip[data-kind=tool_call]").get_attribute("aria-pressed") == "true")
    page.find(".chip[data-kind=handoff_start]").click()
    checks.check("or another kind", page.rows() == [1, 2, 3, 5, 6, 10], page.rows())
    page.find(".chip[data-agent=policy-reviewer]").click()
    checks.check("and an agent", page.rows() == [2, 5, 6, 10], page.rows())
    checks.check("the scrubber stays inside", page.press(Keys.END) == 10 and page.press(Keys.HOME) == 2)
    page.find("#clear").click()
    checks.check("cleared", page("document.querySelectorAll('.chip[aria-pressed=true]').length") == 0 and "14 events" in page.find("#count").text)
    driver.execute_script('document.querySelector("#graph g[data-agent=vulnerability-scanner]").dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}))')
    checks.check("by the graph", page.rows() == [3, 7, 10], page.rows())


def escapes():
    page = Page(driver, make("hostile", token(EVENTS, session_id=HOSTILE, agent_name=HOSTILE, caller=HOSTILE)))
    page.find(".chip[data-kind=tool_call]").click()
    for line in driver.find_elements(By.CSS_SELECTOR, ".event .line"):
        line.click()
    page.settle()
    text = page('document.querySelector(".event[data-idx=\\"6\\"] .payload").textContent')
    checks.check("shown as text", "<script>window.ran=1</script></script><!-- <img src=x" in text, text)
    checks.check("turning characters are seen", "\\u202e" in text and "\u202e" not in page("document.body.textContent"))
    checks.check("does not run", page("window.ran === undefined"))
    checks.check("no elements of its own", page('document.querySelectorAll("img, iframe, link, .payload script").length') == 0)
    checks.check("digits as signed", "12345678901234567890" in page("document.body.innerText") and "1.0" in page('document.querySelector(".event[data-idx=\\"5\\"] .payload").textContent'))
    checks.check("verified all the same", page.badge() == "verified")
    checks.check("no complaints", page.complaints() == [], page.complaints())
    # A program that found its way in would not run: the policy knows the page's own by its hash.
    driver.execute_script('const made = document.createElement("script"); made.textContent = "window.ran = 2"; document.body.append(made);')
    checks.check("the policy stops programs", page("window.ran === undefined"))
    page.complaints()


def verdicts():
    page = Page(driver, make("tampered", tampered(good)))
    checks.check("tampered shows as not verified", page.badge() == "not-verified" and "Not verified" in page.find("#badge").text)
    page.picture("tampered")
    # The page itself changed after it was made: whoever made it said verified, and the browser says no.
    file = make("good", good)
    html = open(file, encoding="utf-8").read()
    swapped = html.replace(good, tampered(good))
    checks.check("the token is in the page", swapped != html)
    open(file, "w", encoding="utf-8").write(swapped)
    checks.check("a changed page shows as not verified", Page(driver, file).badge() == "not-verified")
    checks.check("another key", Page(driver, make("good", good, other_key)).badge() == "not-verified")
    page = Page(driver, make("good", good, None))
    checks.check("no key", page.badge() == "unchecked")
    page.find("details.proof summary").click()
    for key, state in [(verifying_key, "verified"), (other_key, "not-verified"), (verifying_key, "verified"), ("nonsense", "not-verified")]:
        page.find("#other").clear()
        page.find("#other").send_keys(key, Keys.ENTER)
        checks.check(f"the reader's own key: {state}", page.wait_badge(state))


def fits():
    for dark in (False, True):
        small = browser(360, 740, dark)
        try:
            page = Page(small, make("good", good))
            checks.check("no wider than 360", page("document.documentElement.scrollWidth") <= 360, page("document.documentElement.scrollWidth"))
            checks.check("theme", page("document.documentElement.dataset.theme") == ("dark" if dark else "light"))
            page.find(".event .line").click()
            page.settle()
            checks.check("payload opens", page('document.querySelector(".event .line").getAttribute("aria-expanded")') == "true")
            checks.check("still no wider", page("document.documentElement.scrollWidth") <= 360)
            contrast = page("""(() => {
              const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
              const light = (c) => { const [r, g, b] = c.match(/[0-9.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
              const ground = (e) => { while (e) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\\)|transparent/.test(c)) return c; e = e.parentElement; } };
              let worst = [99, ""];
              for (const e of document.querySelectorAll("body *")) {
                if (!e.textContent.trim() || e.children.length || !e.getClientRects().length || e.closest("svg, script, .hidden")) continue;
                const a = light(getComputedStyle(e).color), b = light(ground(e));
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < worst[0]) worst = [ratio, e.className + " " + e.textContent.slice(0, 30)];
              }
              return worst; })()""")
            checks.check("contrast of 4.5 at least", contrast[0] >= 4.5, contrast)
            page.picture("small-dark" if dark else "small-light")
        finally:
            small.quit()
    unnamed = Page(driver, make("good", good))('[...document.querySelectorAll("button, input, [role=slider], [role=button]")].filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim() || (e.labels && e.labels.length))).length')
    checks.check("every control has a name", unnamed == 0, unnamed)


def large():
    kinds = ["tool_call", "tool_response", "llm_call", "workspace_read"]
    events = [(n * 7, kinds[n % 4], {"agent": f"agent-{n % 9}", "name": "score", "args": {"n": n, "text": "offboarding log missing"}}) for n in range(100_000)]
    page = Page(driver, make("large", token(events)))
    # A busy machine gets another try, and three times what is aimed at.
    for _ in range(2):
        if page.seconds >= 10:
            page = Page(driver, make("large", token(events)))
    print(f"100,000 events: the page is ready after {page.seconds:.1f} s")
    checks.check("ready within 30 s", page.seconds < 30, page.seconds)
    checks.check("only what is seen exists", page('document.querySelectorAll(".event").length') < 60)
    walk = """
      const done = arguments[0], list = document.getElementById("list"), bar = document.getElementById("scrubber"), box = bar.getBoundingClientRect();
      const times = []; let last = performance.now(), n = 0; bar.setPointerCapture = () => {};
      if (%(scrub)s) bar.dispatchEvent(new PointerEvent("pointerdown", {clientX: box.left, button: 0, pointerId: 1}));
      const step = () => {
        const now = performance.now(); times.push(now - last); last = now;
        if (%(scrub)s) bar.dispatchEvent(new PointerEvent("pointermove", {clientX: box.left + box.width * n / 90, pointerId: 1})); else list.scrollTop += 30000;
        if (++n < 90) requestAnimationFrame(step); else { times.sort((a, b) => a - b); done([times[45], times[85], times[89]]); }
      };
      requestAnimationFrame(step);"""
    for name, scrub in [("scrolls", "false"), ("scrubs", "true")]:
        for _ in range(3):
            times = driver.execute_async_script(walk % dict(scrub=scrub))
            if times[1] < 100 and times[2] < 500:
                break
        print(f"100,000 events: {name} with frames of {times[0]:.0f} ms, 95% under {times[1]:.0f} ms, {times[2]:.0f} ms at most")
        checks.check(f"{name} without freezing", times[1] < 300 and times[2] < 1500, times)
    checks.check("to the end", page.press(Keys.END) == 99_999)
    chip = page.find(".chip[data-kind=llm_call]")
    start = time.time()
    chip.click()
    checks.check("filters", "25,000 of 100,000" in page.find("#count").text, page.find("#count").text)
    seconds = time.time() - start
    for _ in range(2):
        if seconds >= 2:
            chip.click()
            start = time.time()
            chip.click()
            seconds = time.time() - start
    print(f"100,000 events: filtered after {seconds:.1f} s")
    checks.check("at once", seconds < 6, seconds)


checks.run(shows, scrubs, filters, escapes, verdicts, fits, large)
driver.quit()
checks.end()
