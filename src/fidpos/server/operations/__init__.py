"""Looking after a centre: encrypted copies of its database, bringing one back, proof that its books hold."""
