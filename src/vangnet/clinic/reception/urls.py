"""The addresses of this room."""

app_name = "reception"
urlpatterns: list[object] = []
