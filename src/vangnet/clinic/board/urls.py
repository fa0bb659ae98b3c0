"""The addresses of this room."""

app_name = "board"
urlpatterns: list[object] = []
