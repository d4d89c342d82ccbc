"""The workflows and the action, linted and run as GitHub Actions runs them, against the fake GitHub."""
