"""`last500 simulate` writes one file, or says what it cannot do."""

import pytest

from last500.cli.registry import COMMANDS
from last500.cli.simulate import simulate


def arguments(**changed):
    args = COMMANDS["simulate"].parser().parse_args([])
    for name, value in changed.items():
        setattr(args, name, value)
    return args


def test_the_command_writes_one_file(tmp_path, capsys):
    out = tmp_path / "report.html"
    args = arguments(policy="adaptive,nearest", loads="1", seeds="1-2", days=12, out=str(out))
    assert not simulate(args)
    assert "看情况补位" in out.read_text("utf-8")
    assert "KB" in capsys.readouterr().out


@pytest.mark.parametrize(
    "changed", [{"policy": "best"}, {"days": 3}, {"seeds": "many"}, {"loads": "0"}, {"street": "x"}]
)
def test_what_it_cannot_do_it_says(changed, tmp_path, capsys):
    assert simulate(arguments(out=str(tmp_path / "none.html"), **changed)) == 1
    assert "adaptive" in capsys.readouterr().err
    assert not (tmp_path / "none.html").exists()
