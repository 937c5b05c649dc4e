using System.Text.Json.Nodes;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>What the OpenAPI 3.1 descriptions of the admin API and the vendor API have in common: head, login, preconditions, problems and examples.</summary>
/// <param name="Document">The document's name, and the group its endpoints are in.</param>
/// <param name="Title">Its title.</param>
/// <param name="Text">What the API is for.</param>
/// <param name="Login">The name of the login.</param>
/// <param name="LoginText">What lets a caller in.</param>
internal sealed record ApiDescription(string Document, string Title, string Text, string Login, string LoginText)
{
    private const string ProblemSchema = "Problem";

    /// <summary>Adds the document. <paramref name="operation"/> says what is particular to the API's operations, before what they share.</summary>
    public void Add(IServiceCollection services, Action<OpenApiOperation, OpenApiOperationTransformerContext> operation) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.GroupName == Document;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Head(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((described, context, _) =>
        {
            described.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Login, context.Document)] = [] }];
            described.Responses ??= [];
            operation(described, context);
            Shared(described, context);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(Examples.Put);
    });

    /// <summary>Says that an operation can answer a problem with this status, unless it says so already.</summary>
    public static void Refuses(OpenApiOperation operation, OpenApiOperationTransformerContext context, string status, string description)
        => operation.Responses?.TryAdd(status, new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, context.Document) },
            },
        });

    private void Head(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = Title, Version = "v1", Description = Text };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Login] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = LoginText },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas[ProblemSchema] = Problem();
    }

    private static void Shared(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (operation.RequestBody is not null)
        {
            Refuses(operation, context, "413", "The body is too large (REG-00010).");
            Refuses(operation, context, "415", "The media type is not accepted (REG-00009).");
        }

        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<NeedsPrecondition>().Any())
        {
            return;
        }

        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "If-Match",
            In = ParameterLocation.Header,
            Required = true,
            Description = "The ETag of the last GET, or * to overwrite whatever is there.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = "\"42\"",
        });
        Refuses(operation, context, "412", "Changed by someone else since (REG-00007).");
        Refuses(operation, context, "428", "If-Match is missing (REG-00008).");
    }

    private static OpenApiSchema Problem()
    {
        static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Examples =
            [
                new JsonObject
                {
                    ["type"] = ProblemResponse.TypePath + Problems.NotFound.Code,
                    ["title"] = Problems.NotFound.Title.Nb,
                    ["status"] = Problems.NotFound.Status,
                    ["code"] = Problems.NotFound.Code,
                    ["remedy"] = Problems.NotFound.Remedy.Nb,
                    ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
                },
            ],
            Description = "RFC 9457. In Norwegian bokmål, or English by Accept-Language.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "code", "remedy", "traceId" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = Text("URI of the kind of problem."),
                ["title"] = Text("What is wrong; the same for every occurrence."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "HTTP status." },
                ["detail"] = Text("What happened this time."),
                ["code"] = Text("Stable code, for example REG-00007."),
                ["remedy"] = Text("What to do about it."),
                ["clause"] = Text("The clause of the terms for vendors it rests on."),
                ["traceId"] = Text("To quote when asking for help."),
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "Invalid fields, each with what is wrong in both languages." },
            },
        };
    }
}
