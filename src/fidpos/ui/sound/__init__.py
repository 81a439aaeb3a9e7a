"""What the cashier hears: four short sounds, told apart with closed eyes."""
