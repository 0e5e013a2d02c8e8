"""`python -m deploy.cli`: the same as `coursewright`."""

from deploy.cli.main import main

main()
