using System.Text.Json.Nodes;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>The admin API's OpenAPI 3.1 description: what the endpoints say of themselves, with the login, the preconditions and the problems they share.</summary>
internal static class AdminDescription
{
    private const string Login = "operator";
    private const string ProblemSchema = "Problem";

    public static void AddAdminDescription(this IServiceCollection services) => services.AddOpenApi(AdminApi.Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.GroupName == AdminApi.Document;
        options.AddDocumentTransformer(Document);
        options.AddOperationTransformer(Operation);
        options.AddOperationTransformer(Examples.Put);
    });

    private static Task Document(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Leverandørregisteret – admin-API",
            Version = "v1",
            Description = "For the servicedesk: who the vendors are, what they agreed to, holds, policy modes, maintenance and the audit log. "
                + "Errors are problem documents (RFC 9457) with a stable code. Lists are paged by cursor. Updates need the ETag of the last GET in If-Match.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Login] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "An operator's token from the configured issuer, with one of the roles reader, caseworker, approver, auditor.",
            },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas[ProblemSchema] = Problem();
        return Task.CompletedTask;
    }

    private static Task Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var needsPrecondition = metadata.OfType<NeedsPrecondition>().Any();
        var takesBody = operation.RequestBody is not null;
        if (metadata.OfType<IAuthorizeData>().LastOrDefault(data => data.Policy is not null)?.Policy is { } rule)
        {
            operation.Description = $"Roles: {string.Join(", ", OperatorRoles.Rules[rule])}.";
        }

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Login, context.Document)] = [] }];
        if (needsPrecondition)
        {
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
        }

        operation.Responses ??= [];
        Refuses(operation, context, "400", "The body, a field or a parameter is wrong (REG-00001, REG-00002).");
        Refuses(operation, context, "401", "Not logged in (REG-00011).");
        Refuses(operation, context, "403", "The role does not allow it (REG-00012).");
        Refuses(operation, context, "404", "Not found (REG-00003).");
        Refuses(operation, context, "503", "The database or the issuer is out of reach; nothing was changed (REG-00013, REG-00015).");
        if (context.Description.HttpMethod is not "GET")
        {
            Refuses(operation, context, "409", "It exists already, or the move is not possible in this state (REG-00004 to REG-00006).");
        }

        if (takesBody)
        {
            Refuses(operation, context, "413", "The body is too large (REG-00010).");
            Refuses(operation, context, "415", "The media type is not accepted (REG-00009).");
        }

        if (needsPrecondition)
        {
            Refuses(operation, context, "412", "Changed by someone else since (REG-00007).");
            Refuses(operation, context, "428", "If-Match is missing (REG-00008).");
        }

        return Task.CompletedTask;
    }

    private static void Refuses(OpenApiOperation operation, OpenApiOperationTransformerContext context, string status, string description)
        => operation.Responses?.TryAdd(status, new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, context.Document) },
            },
        });

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
