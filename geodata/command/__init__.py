"""The command line: check, import, publish, versions, rollback, export, template."""
