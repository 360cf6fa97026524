"""E-mails, of Outlook too, with what comes in them: parts, attachments, invitations. Calendars are read here."""
