"""The pages of the report. They tell sums, never a person."""

from django.urls import path

from vangnet.programme.report import views

app_name = "report"
urlpatterns = [
    path("", views.board, name="board"),
    path("yearly/", views.newest, name="yearly"),
    path("<int:year>/<slug:copy>/", views.year_page, name="year"),
    path("<int:year>/<slug:copy>/pdf/", views.pdf, name="pdf"),
    path("<int:year>/<slug:copy>/csv/", views.csv_file, name="csv"),
    path("numbers/", views.numbers, name="numbers"),
    path("numbers/<slug:key>/", views.number, name="number"),
]
