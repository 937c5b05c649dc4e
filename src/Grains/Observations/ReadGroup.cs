namespace Digdir.Altinn.Grains.Observations;

/// <summary>
/// What is decided on together (reference: class group): one class of reads of one product. Listing in one product can be slowed while everything else goes on.
/// </summary>
/// <param name="Product">The product's id; one shared instance per product, never built per request.</param>
/// <param name="Class">The class of reads.</param>
internal readonly record struct ReadGroup(string Product, ReadClass Class);

/// <summary>Classes of calls as observation tells them apart (reference 1.2). Values are stored: add, never renumber.</summary>
internal enum ReadClass : byte
{
    /// <summary>Not a read that polling is about: pages, tokens, streams, uploads, subscription management.</summary>
    Other = 0,

    /// <summary>Overviews that grow and change, and searches.</summary>
    List = 1,

    /// <summary>One thing and lists inside it, its content included.</summary>
    Thing = 2,

    /// <summary>The state of something under way.</summary>
    Status = 3,

    /// <summary>Slow-changing look-ups and metadata.</summary>
    Lookup = 4,

    /// <summary>A sanctioned feed with a cursor (<c>GET /events</c>), which has an allowance of its own.</summary>
    Feed = 5,

    /// <summary>Changes something. Never evidence; grants credit to the reads that follow it.</summary>
    Write = 6,
}
