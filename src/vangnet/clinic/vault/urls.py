"""The addresses of this room."""

app_name = "vault"
urlpatterns: list[object] = []
