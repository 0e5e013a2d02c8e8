"""`python -m deploy.cli`, where no `coursewright` is on the path."""

from deploy.cli.main import main

main(prog_name="coursewright")
