"""How a person is reached: telephone numbers and e-mail addresses as people say them, made comparable."""
