"""Django's PostgreSQL backend, on the checkout's own server, which starts with the first connection."""

from django.conf import settings
from django.db.backends.postgresql import base

from consortium import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """Fills in where the embedded server listens before the first connection is made."""

    def get_connection_params(self):
        """Connection parameters as of Django's own backend; starts the embedded server if it is down."""
        server = embedded.start(settings.BASE_DIR)
        self.settings_dict.update({key: server[key] for key in ("HOST", "PORT", "USER")})
        return super().get_connection_params()
