"""``python -m joinup`` is the ``joinup`` command."""

from joinup.cli.main import main

if __name__ == "__main__":
    main()
