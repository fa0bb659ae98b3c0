"""The addresses of this room."""

app_name = "staff"
urlpatterns: list[object] = []
