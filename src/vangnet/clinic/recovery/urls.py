"""The addresses of this room."""

app_name = "recovery"
urlpatterns: list[object] = []
