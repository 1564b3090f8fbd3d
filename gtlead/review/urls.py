"""The reviewers' pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.review_list, name="review-list"),
    path("publish-due/", views.review_publish_due, name="publish-due"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/preview/", views.review_preview, name="review-preview"),
    path("<int:pk>/approve/", views.review_approve, name="review-approve"),
    path("<int:pk>/send-back/", views.review_send_back, name="review-send-back"),
    path("<int:pk>/withdraw/", views.review_withdraw, name="review-withdraw"),
]
