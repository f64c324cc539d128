"""The style rules that can be measured."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FUNCTION = 50
LONGEST_MODULE = 400
LONGEST_TEMPLATE = 80
NAMELESS = {"utils", "util", "helpers", "services", "mixins", "common", "misc"}
# What a package may not import. Dependencies point one way: site, api, imports, admin → record → models; permits → policy.
PARTNERS = ("policy.alerts", "policy.assistants", "policy.files", "policy.keys", "policy.webhooks")
OUTER = ("policy.site", "policy.api", "policy.imports", "policy.admin", *PARTNERS, "permits")
FORBIDDEN_IMPORTS = {
    "config": ("permits",),
    "policy": ("permits",),
    "policy.models": ("policy.record", *OUTER),
    "policy.record": (*OUTER, "policy.files"),
    "policy.files": ("policy.site", "policy.admin", "permits"),
    "policy.site": ("policy.alerts", "policy.assistants", "policy.webhooks"),
    "policy.keys": ("policy.site", "policy.api", "policy.imports", "policy.record", "permits"),
    "policy.alerts": ("policy.admin", "policy.imports", "policy.api"),
}
INLINE = re.compile(r"<style|\sstyle\s*=|<script(?![^>]*\ssrc\s*=)|\son[a-z]+\s*=|javascript:", re.IGNORECASE)
OF_PERMITS = re.compile(r"""["']permits/|/permits/|permit-(summary|picture)""")
DOTTED = re.compile(r"[a-z_]+(\.\w+)+")
DATA_BLOCK = re.compile(r'<script type="application/(ld\+)?json"')


def python_files(*folders):
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def functions_too_long(source):
    nodes = ast.walk(ast.parse(source))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node.name for node in functions if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION]


def imported(source, module, *, is_package):
    """Return all modules that a module names: in imports, relative ones too, and in texts such as "permits.urls"."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = module.split(".")
            base = parts[: len(parts) - node.level + is_package] if node.level else []
            prefix = ".".join([*base, *([node.module] if node.module else [])])
            names |= {prefix} | {f"{prefix}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Constant) and DOTTED.fullmatch(str(node.value)):
            names.add(node.value)
    return names


def is_within(module, package):
    return module == package or module.startswith(f"{package}.")


def wrong_imports(source, module, *, is_package=False):
    banned = {ban for package, bans in FORBIDDEN_IMPORTS.items() if is_within(module, package) for ban in bans}
    names = imported(source, module, is_package=is_package)
    return sorted(name for name in names if any(is_within(name, ban) for ban in banned))


def inline_code(template):
    return [match.group() for match in INLINE.finditer(template) if not DATA_BLOCK.match(template, match.start())]


def test_no_function_is_too_long():
    paths = [*python_files("config", "policy", "permits", "tests"), ROOT / "manage.py"]
    found = {module_name(path): functions_too_long(path.read_text()) for path in paths}
    assert {module: names for module, names in found.items() if names} == {}


def test_no_module_is_too_long():
    lengths = {
        module_name(path): path.read_text().count("\n") for path in python_files("config", "policy", "permits", "tests")
    }
    assert {module: lines for module, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_template_is_too_long():
    lengths = {path.name: path.read_text().count("\n") for path in (ROOT / "templates").rglob("*.html")}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_TEMPLATE} == {}


def test_every_module_is_named_for_what_it_holds():
    names = {module_name(path) for path in python_files("config", "policy", "permits")}
    assert [name for name in names if NAMELESS & set(name.split("."))] == []


def test_imports_point_one_way():
    found = {
        module_name(path): wrong_imports(path.read_text(), module_name(path), is_package=path.name == "__init__.py")
        for path in python_files("config", "policy", "permits")
    }
    assert {module: names for module, names in found.items() if names} == {}


def test_templates_of_all_kinds_use_nothing_of_permits():
    paths = (ROOT / "templates").rglob("*.html")
    others = [path for path in paths if path.parent.name != "permits" and path.stem != "permit"]
    assert [path.name for path in others if OF_PERMITS.search(path.read_text())] == []


def test_templates_hold_no_inline_style_script_or_handler():
    found = {path.name: inline_code(path.read_text()) for path in (ROOT / "templates").rglob("*.html")}
    assert {name: code for name, code in found.items() if code} == {}


def test_no_function_is_too_complex():
    command = [sys.executable, "-m", "ruff", "check", "--select", "C901", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_measure_finds_a_long_function():
    assert functions_too_long("def f():\n" + "    pass\n" * 50) == ["f"]
    assert functions_too_long("def f():\n" + "    pass\n" * 49) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("policy.querysets", "import permits.models"),
        ("config.urls", "from permits import site"),
        ("config.urls", "include('permits.urls')"),
        ("policy.models.events", "def f():\n    from policy.record import publish"),
        ("policy.models.events", "from policy import record"),
        ("policy.models.events", "from ..record import publish"),
        ("policy.record.chain", "from policy.site.views import page"),
    ],
)
def test_the_measure_finds_a_wrong_import(module, source):
    assert wrong_imports(source, module)


@pytest.mark.parametrize(
    ("module", "source"),
    [("policy.record.chain", "from policy.models import Event"), ("permits.models", "from policy.models import Event")],
)
def test_the_measure_lets_a_right_import_be(module, source):
    assert wrong_imports(source, module) == []


@pytest.mark.parametrize(
    "code", ['<p style="x">', "<style>", "<script>", "<script defer>", '<a onclick="x">', '<a href="javascript:x">']
)
def test_the_measure_finds_inline_code(code):
    assert inline_code(code)


@pytest.mark.parametrize(
    "code", ['<script type="module" src="x">', '<p class="style">', '<script type="application/ld+json">']
)
def test_the_measure_lets_files_and_data_be(code):
    assert inline_code(code) == []
