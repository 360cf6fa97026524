"""E-mails as Outlook saves them."""
