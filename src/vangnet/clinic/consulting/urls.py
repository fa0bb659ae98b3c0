"""The addresses of this room."""

app_name = "consulting"
urlpatterns: list[object] = []
