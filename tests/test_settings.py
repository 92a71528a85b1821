"""Settings: who beats whom, and what is said about a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipgraph.errors import SettingsError
from chipgraph.settings import NAMES, SETTINGS, Settings, read_settings

ROOT = Path(__file__).parent.parent


def settings_of(
    tmp_path: Path,
    *,
    flags: dict[str, object] | None = None,
    environ: dict[str, str] | None = None,
    here: str = "",
    user: str = "",
) -> Settings:
    folder, user_folder = tmp_path / "here", tmp_path / "user"
    for place, text in ((folder, here), (user_folder, user)):
        place.mkdir()
        if text:
            (place / "chipgraph.toml").write_text(text, encoding="utf-8")
    return read_settings(flags, environ=environ or {}, folder=folder, user_folder=user_folder)


def test_a_flag_beats_the_environment_which_beats_the_files(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        flags={"data_dir": Path("by-flag"), "color": None},
        environ={"CHIPGRAPH_DATA_DIR": "by-variable", "CHIPGRAPH_COLOR": "never"},
        here='data_dir = "by-file"\ncolor = "always"\nmodel = "near"\n',
        user='model = "far"\ndocuments = "reports"\n',
    )
    assert settings.data_dir == tmp_path / "here" / "by-flag"
    assert settings.color == "never"
    assert settings.model == "near"
    assert settings.documents == tmp_path / "user" / "reports"


def test_nothing_set_gives_the_folders_of_the_system(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert settings.data_dir.is_absolute()
    assert settings.cache_dir.is_absolute()
    assert settings.stores.parent == settings.data_dir
    assert (settings.documents, settings.facts, settings.color) == (None, (), "auto")


def test_a_path_in_a_file_is_relative_to_that_file(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, user='facts = ["mine.ttl", "../more.ttl"]\n')
    assert settings.facts == (tmp_path / "user" / "mine.ttl", tmp_path / "more.ttl")


def test_a_home_folder_is_expanded(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, environ={"CHIPGRAPH_DOCUMENTS": "~/reports"})
    assert settings.documents == Path.home() / "reports"


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    assert settings_of(tmp_path, environ={"CHIPGRAPH_COLOR": ""}).color == "auto"


@pytest.mark.parametrize(
    ("here", "told"),
    [
        ('\n\ncolour = "auto"\n', ("chipgraph.toml, line 3", "colour", "Did you mean color?")),
        ('color = "pink"\n', ("chipgraph.toml, line 1", "pink", "auto, always or never")),
        ("data_dir = 7\n", ("chipgraph.toml, line 1", "7", "a folder")),
        ("[data_dir]\nx = 1\n", ("chipgraph.toml, line 1", "data_dir")),
        ("facts = [1]\n", ("facts", "a list of .ttl files")),
        ('model = ""\n', ("model", "a model name or a folder")),
        ('store = "sqlite"\n', ("sqlite", "embedded")),
        ("color = \n", ("chipgraph.toml", "line 1", "TOML")),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_place_and_what_is_allowed(
    tmp_path: Path, here: str, told: tuple[str, ...]
) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_of(tmp_path, here=here)
    assert all(part in str(caught.value) for part in told)


def test_an_unknown_variable_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"CHIPGRAPH_DATADIR.*Did you mean CHIPGRAPH_DATA_DIR"):
        settings_of(tmp_path, environ={"CHIPGRAPH_DATADIR": "x"})


def test_a_password_in_an_address_is_not_told(tmp_path: Path) -> None:
    address = "ftp://me:secret@repository.example/"
    with pytest.raises(SettingsError, match=r"maven_repository.*http") as caught:
        settings_of(tmp_path, environ={"CHIPGRAPH_MAVEN_REPOSITORY": address})
    assert "secret" not in str(caught.value)


def test_a_bad_flag_names_the_flag(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--color: “pink”"):
        settings_of(tmp_path, flags={"color": "pink"})


def test_other_variables_and_the_debug_switch_are_left_alone(tmp_path: Path) -> None:
    settings_of(tmp_path, environ={"CHIPGRAPH_DEBUG": "1", "CHIP": "x"})


def test_every_setting_is_a_field_and_is_documented() -> None:
    assert set(NAMES) == set(Settings.__dataclass_fields__)
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        row = f"| `{setting.name}` | `{setting.flag}` | `{setting.variable}` |"
        assert row in page, setting.name
        assert setting.meaning in page
