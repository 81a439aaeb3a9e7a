from fidpos.bootstrap.libraries import is_installed, library_version


def test_a_library_is_named_by_its_distribution() -> None:
    assert library_version("smartcard").startswith("pyscard ")
    assert library_version("sqlalchemy").lower().startswith("sqlalchemy ")


def test_a_part_of_a_library_counts_as_the_library() -> None:
    assert library_version("sqlalchemy.orm") == library_version("sqlalchemy")


def test_a_missing_library_has_no_version() -> None:
    assert not is_installed("nothing_of_the_kind")
    assert library_version("nothing_of_the_kind") == ""
    assert library_version("") == ""


def test_a_module_of_no_distribution_is_named_by_itself() -> None:
    assert library_version("json") == "json"
