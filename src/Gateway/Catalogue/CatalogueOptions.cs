namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>Where the catalogue is and how it is kept fresh.</summary>
internal sealed class CatalogueOptions
{
    public const string SectionName = "Catalogue";

    /// <summary>Folder with one JSON file per product; relative to the content root. Empty for the catalogue that came with the program.</summary>
    public string Path { get; set; } = "";

    /// <summary>False to read the folder at start and by the reload call only.</summary>
    public bool Watch { get; set; } = true;

    /// <summary>Milliseconds without another change before a changed folder is read, 10 to 60000: an editor or a deployment is then done writing.</summary>
    public int QuietMilliseconds { get; set; } = 300;

    /// <summary>Seconds between looks at the folder for changes that nothing told of (network volumes), 1 to 3600.</summary>
    public int LookSeconds { get; set; } = 30;

    /// <summary>
    /// Domains of the apps' hosts as callers name them, for example <c>apps.tt02.altinn.no</c>: a request to <c>{org}.</c> in front of one of them is for
    /// that service owner's apps. Empty for the domain of <c>Altinn:Apps</c>, and for <c>apps.localhost</c> where that is one address for all apps.
    /// </summary>
    public IList<string> AppDomains { get; init; } = [];

    internal string FolderBelow(string contentRoot)
        => Path.Length == 0 ? System.IO.Path.Combine(AppContext.BaseDirectory, "Catalogue") : System.IO.Path.GetFullPath(Path, contentRoot);
}
