"""Measure the main pages with Lighthouse: `python -m bench.lighthouse [address [page ...]]`, while `make run` serves them.

Prints the median of five runs of each score, and of the bytes that crossed the wire; the goal is 100 for accessibility, best
practices and SEO, and at least 95 for performance. Says what is missing where Lighthouse or Chromium isn't installed.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

RUNS = 5
TRIES = 3  # of a run: the browser doesn't always start
INSTALLED = Path(".local/lighthouse/node_modules/.bin/lighthouse")
HOW = "Lighthouse is not installed: npm install --prefix .local/lighthouse lighthouse@13.5.0"
SCORES = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = [
    "/",
    "/?kind=measure&material=dysprosium",
    "/?q=neodimium&order=relevance",
    "/events/2025-10-09-mofcom-gac-announcement-57/",
    "/events/2025-06-07-mofcom-certain-number-of-licences/",
    "/controls/",
    "/measures/",
    "/permits/",
    "/materials/",
    "/materials/dysprosium/",
    "/actors/mofcom/",
    "/calendar/",
    "/corrections/",
    "/data/",
    "/about/",
    "/glossary/",
    "/zh-hans/",
]


def main(address: str, pages: list[str]) -> None:
    program = shutil.which("lighthouse") or (str(INSTALLED) if INSTALLED.exists() else "")
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not program or not browser:
        sys.exit(HOW if not program else "Chromium is not installed: Debian's package is chromium.")
    print(f"Median of {RUNS} runs, simulated mobile device and network, one process on this machine\n")
    print(f"| page | {' | '.join(SCORES)} | kB | goal |\n| --- |{' ---: |' * (len(SCORES) + 1)} --- |")
    for page in pages:
        runs = [run(program, browser, address + page) for _ in range(RUNS)]
        scores = {name: round(statistics.median(score(one, name) for one in runs)) for name in SCORES}
        kilobytes = statistics.median(one["audits"]["total-byte-weight"]["numericValue"] for one in runs) / 1000
        met = "met" if all(scores[name] >= least for name, least in SCORES.items()) else "missed"
        print(f"| `{page}` | {' | '.join(map(str, scores.values()))} | {kilobytes:.0f} | {met} |", flush=True)


def run(program: str, browser: str, address: str) -> dict[str, Any]:
    """Return the report of one run."""
    flags = "--headless=new --disable-background-networking --disable-component-update"
    if os.getuid() == 0:
        flags += " --no-sandbox"
    command = [program, address, "--quiet", f"--chrome-flags={flags}", "--output=json"]
    for _ in range(TRIES):
        made = subprocess.run(command, env=os.environ | {"CHROME_PATH": browser}, capture_output=True, timeout=180)
        if made.returncode == 0:
            return json.loads(made.stdout)
    sys.exit(f"Lighthouse failed on {address}: {made.stderr.decode(errors='replace')[-500:]}")


def score(report: dict[str, Any], name: str) -> float:
    return report["categories"][name]["score"] * 100


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000", sys.argv[2:] or PAGES)
