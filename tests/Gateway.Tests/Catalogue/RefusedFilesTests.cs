using Digdir.Altinn.Gateway.Catalogue;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>What is wrong with a file is told with its line, all at once, and nothing of it comes into force.</summary>
public sealed class RefusedFilesTests
{
    [Theory]
    [InlineData("\"kind\": \"list\"", "\"kind\": \"lists\"", 11, "\"kind\" is to be one of list, detail, content, status, lookup, write, stream, feed, subscription, token, page, not 'lists'")]
    [InlineData("\"kind\": \"list\"", "\"kind\": 3", 11, "\"kind\" is to be a string, not a number")]
    [InlineData("\"kind\": \"list\",", "", 7, "\"kind\" is missing")]
    [InlineData("\"kind\": \"list\"", "\"kind\": \"list\", \"scops\": []", 11, "unknown field \"scops\"")]
    [InlineData("\"kind\": \"list\"", "\"kind\": \"list\", \"kind\": \"list\"", 11, "\"kind\" is given twice")]
    [InlineData("\"kind\": \"list\"", "\"kind\": \"list\" // why", 11, "not JSON: '/' is invalid")]
    [InlineData("\"personalData\": \"no\"\n    }", "\"personalData\": \"no\",\n    }", 15, "not JSON: The JSON object contains a trailing comma")]
    [InlineData("\"scopes\": [\"post:read\"]", "\"scopes\": [\n\"post:read\",\n\"post:read\"]", 14, "\"scopes\" has 'post:read' twice")]
    [InlineData("\"scopes\": [\"post:read\"]", "\"scopes\": [\"post read\"]", 12, "\"scopes\" has 'post read', which is not a scope")]
    [InlineData("\"scopes\": [\"post:read\"]", "\"scopes\": \"post:read\"", 12, "\"scopes\" is to be an array, not a string")]
    [InlineData("\"scopes\": [\"post:read\"]", "\"scopes\": [null]", 12, "\"scopes\" holds null, not a string")]
    [InlineData("\"tokens\": [\"any-maskinporten\"]", "\"tokens\": [\"api-key\"]", 13, "\"tokens\" is to hold words among anonymous, maskinporten")]
    [InlineData("\"tokens\": [\"any-maskinporten\"]", "\"tokens\": []", 13, "\"tokens\" needs at least one form")]
    [InlineData("\"tokens\": [\"any-maskinporten\"]", "\"tokens\": [\"portal-session\"]", 13, "\"tokens\" has portal-session, which only apps take")]
    [InlineData("\"tokens\": [\"any-maskinporten\"]", "\"tokens\": [\"anonymous\"]", 12, "\"scopes\" is empty where no token is needed")]
    [InlineData("\"tokens\": [\"any-maskinporten\"]", "\"tokens\": [\"idporten\"],\n\"maskinportenScopes\": [\"a\"]", 14, "\"maskinportenScopes\" is only for operations that take raw Maskinporten tokens")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"maybe\"", 14, "\"personalData\" is to be one of no, possible, yes, not 'maybe'")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"cost\": 0", 15, "\"cost\" is to be from 0.1 to 100, not 0")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"cost\": 1e999", 15, "\"cost\" is to be from 0.1 to 100")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"cost\": \"1\"", 15, "\"cost\" is to be a number, not a string")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"limit\": { \"calls\": 10 }", 15, "\"limit\": \"seconds\" is missing")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"limit\": { \"calls\": 0, \"seconds\": 60 }", 15, "\"limit\": \"calls\" is to be from 1 to 1000000, not 0")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"limit\": { \"calls\": 1.5, \"seconds\": 60 }", 15, "\"limit\": \"calls\" is to be a whole number, not 1.5")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"limit\": { \"calls\": 1, \"seconds\": 60 },\n\"cost\": 2", 16, "\"cost\" is 1 where \"limit\" is set")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"limit\": 5", 15, "\"limit\": an object is needed, not a number")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"expiredTokenGraceSeconds\": 60", 15, "\"expiredTokenGraceSeconds\" is only for uploads in parts, kind stream")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"expiredTokenGraceSeconds\": 86401", 15, "\"expiredTokenGraceSeconds\" is to be from 0 to 86400, not 86401")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"idleTimeoutSeconds\": null", 15, "\"idleTimeoutSeconds\" is null, without end, only for kind stream")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"idleTimeoutSeconds\": -1", 15, "\"idleTimeoutSeconds\" is to be from 1 to 3600, not -1")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"polling\": { \"burst\": 5, \"intervalSeconds\": 0 }", 15, "\"polling\": \"intervalSeconds\" is to be from 1 to 86400, not 0")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"items\": { \"path\": \"\", \"id\": \"id\", \"etag\": \"x\" }", 15, "\"items\": unknown field \"etag\"")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"items\": { \"path\": \"\", \"id\": \"id\", \"created\": \"madeAt\" }", 15, "\"items\" has \"created\", which is only for answers about the one thing that the path names")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"eventAlternatives\": [\"not an event\"]", 15, "\"eventAlternatives\" has 'not an event', which is not an event type")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"wrongInterface\": \"yes\"", 15, "\"wrongInterface\" is to be true or false, not a string")]
    [InlineData("\"personalData\": \"no\"", "\"personalData\": \"no\",\n\"closed\": { \"nb\": \"Stengt\", \"en\": \"Closed\" }", 12, "unknown field \"scopes\"")]
    [InlineData("\"method\": \"GET\"", "\"method\": \"get\"", 9, "\"method\" is to be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, not 'get'")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"post/letters\"", 10, "\"path\" 'post/letters' is not a template: a path begins with '/'")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"/post/letters/\"", 10, "a path does not end with '/'")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"/post//letters\"", 10, "a path has no empty segments")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"/post/../letters\"", 10, "'..' is not a literal")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"/post/{a}-{b}\"", 10, "'{a}-{b}' is not a parameter named by letters and digits")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"/post/{id}/{ID}\"", 10, "parameter 'ID' is there twice")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"/post/{**all}/x\"", 10, "'{**all}' is not last")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"/post/letters?x=1\"", 10, "'letters?x=1' is not a literal")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"/elsewhere\"", 7, "/elsewhere is below none of the product's prefixes")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"/apps/ttd/x\"", 7, "what is below /apps is on the apps' hosts")]
    [InlineData("\"path\": \"/post/letters\"", "\"host\": \"app\",\n\"path\": \"/{org}/{app}/x\"", 7, "a product with operations on the apps' hosts has the prefix /apps")]
    [InlineData("\"path\": \"/post/letters\"", "\"host\": \"app\",\n\"path\": \"/letters\"", 11, "\"path\" begins with /{org}/{app} on an app's host")]
    [InlineData("\"path\": \"/post/letters\"", "\"path\": \"/POST/Letters/{x}\"", 16, "GET /post/letters/{letterId} takes the same requests as post.json(7)")]
    [InlineData("\"id\": \"post.letters.list\"", "\"id\": \"post.letters.get\"", 16, "operation post.letters.get: the id is already used in post.json(7)")]
    [InlineData("\"id\": \"post.letters.list\"", "\"id\": \"mail.letters.list\"", 8, "\"id\" is to be post.{noun}.{verb}")]
    [InlineData("\"id\": \"post.letters.list\",", "", 7, "operation: \"id\" is missing")]
    [InlineData("\"id\": \"post\"", "\"id\": \"mail\"", 2, "\"id\" is 'mail', but the file of that product is named mail.json")]
    [InlineData("\"clause\": \"2.9\"", "\"clause\": \"2.9b\"", 4, "\"clause\" is to be a clause such as 2.1, not '2.9b'")]
    [InlineData("\"en\": \"The post\"", "\"en\": \" \"", 3, "\"name\": \"en\" is empty")]
    [InlineData("\"prefixes\": [\"/post\"]", "\"prefixes\": []", 5, "\"prefixes\" needs at least one prefix")]
    [InlineData("\"prefixes\": [\"/post\"]", "\"prefixes\": [\"/\"]", 5, "\"prefixes\" has '/', which is every path")]
    public void Each_is_refused_with_its_line_and_reason(string what, string becomes, int line, string reason)
    {
        var text = Replaced(CatalogueFolderOnDisk.Post.ReplaceLineEndings("\n"), what, becomes);

        var (catalogue, errors) = OperationCatalogue.Join([CatalogueFile.Read("post.json", System.Text.Encoding.UTF8.GetBytes(text))]);

        catalogue.ShouldBeNull();
        errors.ShouldContain(error => error.File == "post.json" && error.Line == line && error.Reason.Contains(reason), $"{line}: {reason}\nis not among\n{string.Join('\n', errors)}");
    }

    [Theory]
    [InlineData("", 1, "not JSON")]
    [InlineData("null", 1, "an object is needed, not null")]
    [InlineData("[]", 1, "an object is needed, not an array")]
    [InlineData("{}\n{}", 2, "not JSON: '{' is invalid after a single JSON value")]
    [InlineData("{\n  \"id\": \"po", 2, "not JSON")]
    public void What_is_no_product_at_all_is_refused(string text, int line, string reason)
    {
        var (catalogue, errors) = OperationCatalogue.Join([CatalogueFile.Read("post.json", System.Text.Encoding.UTF8.GetBytes(text))]);

        catalogue.ShouldBeNull();
        errors.ShouldContain(error => error.Line == line && error.Reason.Contains(reason), string.Join('\n', errors));
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        var text = System.Text.Encoding.Latin1.GetBytes(CatalogueFolderOnDisk.Post.Replace("Posten", "Pøsten"));

        var (catalogue, errors) = OperationCatalogue.Join([CatalogueFile.Read("post.json", text)]);

        catalogue.ShouldBeNull();
        errors.ShouldHaveSingleItem().Reason.ShouldBe("not JSON: the text is not UTF-8.");
    }

    [Fact]
    public void A_byte_order_mark_is_let_be()
        => OperationCatalogue.Join([CatalogueFile.Read("post.json", [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(CatalogueFolderOnDisk.Post)])]).Errors.ShouldBeEmpty();

    [Fact]
    public void All_errors_of_all_files_are_told_at_once_in_order()
    {
        using var folder = new CatalogueFolderOnDisk();
        folder.Write("post.json", CatalogueFolderOnDisk.Post.Replace("\"kind\": \"list\"", "\"kind\": \"x\"").Replace("\"kind\": \"detail\"", "\"kind\": \"y\""));
        folder.Write("bank.json", "{ broken");
        folder.Write("road.json", CatalogueFolderOnDisk.Product("road").Replace("/road\"]", "/post\"]"));

        var (catalogue, errors) = OperationCatalogue.Join(CatalogueFolder.Read(folder.Path).Files);

        catalogue.ShouldBeNull();
        errors.Select(error => (error.File, error.Line)).ShouldBe([("bank.json", 1), ("post.json", 11), ("post.json", 20), ("road.json", 1), ("road.json", 2)]);
    }

    [Fact]
    public void An_empty_folder_is_no_catalogue()
    {
        using var folder = new CatalogueFolderOnDisk();
        File.Delete(Path.Combine(folder.Path, "post.json"));

        OperationCatalogue.Join(CatalogueFolder.Read(folder.Path).Files).Errors.ShouldHaveSingleItem().Reason.ShouldContain("no product file");
        OperationCatalogue.Join(CatalogueFolder.Read(Path.Combine(folder.Path, "missing")).Files).Errors.ShouldHaveSingleItem().Reason.ShouldContain("no product file");
    }

    [Fact]
    public async Task A_gateway_does_not_start_on_a_catalogue_with_errors()
    {
        using var folder = new CatalogueFolderOnDisk();
        folder.Write("post.json", "{ broken");

        var failure = await Should.ThrowAsync<CatalogueInvalidException>(() => CatalogueHost.StartAsync(new() { ["Catalogue:Path"] = folder.Path }));

        failure.Message.ShouldContain("post.json(1): not JSON");
    }

    private static string Replaced(string text, string what, string becomes)
    {
        var at = text.IndexOf(what, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, what);
        return string.Concat(text.AsSpan(0, at), becomes, text.AsSpan(at + what.Length));
    }
}
