// @ts-check
// Starts Swagger UI, which comes as a classic script, on the page of the REST API.

const place = document.querySelector("#docs");
const swagger = /** @type {any} */ (window).SwaggerUIBundle;
if (place instanceof HTMLElement) {
  swagger({
    url: place.dataset.schema,
    domNode: place,
    deepLinking: true,
    persistAuthorization: false,
    validatorUrl: null,
  });
}
