"""Virtual cards held out by a screen or a script: for demonstrations and training, never in production."""
