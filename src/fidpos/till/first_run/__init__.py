"""The first start of a till: an assistant that makes a shop of its own, or pairs with a centre there is."""
