"""What the till hands over on paper, when somebody asks for it; never by itself."""
