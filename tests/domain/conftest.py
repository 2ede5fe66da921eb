from hypothesis import HealthCheck, settings

# How fast an example runs says more about the machine's other work than about the code.
settings.register_profile('any machine', deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile('any machine')
