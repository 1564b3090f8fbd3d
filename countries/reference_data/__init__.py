"""The reference data: reviewed text files in the apps' `data` folders, and how they become records."""
