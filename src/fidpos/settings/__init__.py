"""What a shop or a technician may set at a till: each setting declared once, in `till_settings`."""
