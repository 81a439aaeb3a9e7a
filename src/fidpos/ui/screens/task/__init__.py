"""The one screen of all tasks: it draws a `TaskModel` and knows no task."""
