"""The reviewers' pages."""

from django.urls import path

from gtlead.review import form_views, list_views, views

urlpatterns = [
    path("", list_views.review_list, name="review-list"),
    path("together/", list_views.review_batch, name="review-batch"),
    path("together/preview/", list_views.preview_batch, name="review-batch-preview"),
    path("together/decide/", list_views.decide_on_batch, name="review-batch-decide"),
    path("publish-due/", views.review_publish_due, name="publish-due"),
    path("editing/<slug:kind>/<int:pk>/", form_views.editing, name="review-editing"),
    path("typed/<slug:kind>/", form_views.typed, {"pk": None}, name="review-typed-new"),
    path("typed/<slug:kind>/<int:pk>/", form_views.typed, name="review-typed"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/preview/", views.review_preview, name="review-preview"),
    path("<int:pk>/approve/", views.review_approve, name="review-approve"),
    path("<int:pk>/send-back/", views.review_send_back, name="review-send-back"),
    path("<int:pk>/withdraw/", views.review_withdraw, name="review-withdraw"),
    path("<int:pk>/say/", views.review_say, name="review-say"),
    path("comment/<int:pk>/take/", views.review_take, name="review-take"),
]
