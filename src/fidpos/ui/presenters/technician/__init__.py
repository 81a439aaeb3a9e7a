"""What the technician's desk says and does, without a screen."""
