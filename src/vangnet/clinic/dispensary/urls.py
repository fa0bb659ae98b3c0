"""The addresses of this room."""

app_name = "dispensary"
urlpatterns: list[object] = []
