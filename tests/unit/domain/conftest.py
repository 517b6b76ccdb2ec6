"""How the property tests of the domain are judged: by their outcome, never by how long an example took."""

from hypothesis import settings

# The first example loads time zones and bank holidays, and shares the machine with other tests.
settings.register_profile("domain", deadline=None)
settings.load_profile("domain")
