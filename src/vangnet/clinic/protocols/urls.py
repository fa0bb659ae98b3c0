"""The addresses of this room."""

app_name = "protocols"
urlpatterns: list[object] = []
