"""What is expected in a wheel comes from the checkout, and whatever differs is found."""

from __future__ import annotations

from tests.packaging.contents import differences, expected_in_wheel, tracked


def test_the_wheel_is_to_have_all_that_the_package_needs_and_no_tests() -> None:
    expected = expected_in_wheel(tracked())
    for name in (
        "joinup/__init__.py",
        "joinup/__init__.pyi",
        "joinup/py.typed",
        "joinup/cli/main.py",
        "joinup/sim/model.py",
        "joinup/scenarios/template.yaml",
        "joinup/scenarios/library/town.yaml",
        "joinup/experiments/calls/sweep.py",
        "joinup/viz/phone/join.html",
        "joinup/viz/stage/static/joinup.js",
        "licenses/LICENSE",
    ):
        assert name in expected
    assert all(name.startswith(("joinup/", "licenses/")) for name in expected)
    assert not any("tests" in name or name.endswith(("joinup/sim/py.typed", ".pyc")) for name in expected)


def test_what_is_missing_or_too_much_or_changed_is_found() -> None:
    expected = expected_in_wheel(tracked())
    assert differences(expected, dict(expected)) == []
    planted = {**expected, "tests/__init__.py": b"", "joinup/py.typed": b"partial\n"}
    del planted["joinup/viz/phone/join.html"]
    assert differences(expected, planted) == [
        "missing: joinup/viz/phone/join.html",
        "unexpected: tests/__init__.py",
        "differs: joinup/py.typed",
    ]
