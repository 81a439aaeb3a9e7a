"""A member's file at the counter: cards and holders, who they are, what they agreed to, how they leave."""
