"""Pages of the public voice: readers' forms and lists, and the moderators' desk."""
