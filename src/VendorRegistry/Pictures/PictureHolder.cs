namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>The one place a node's picture lives: swapped by whoever follows the registry, read by everyone, awaited by the feed. Thread-safe.</summary>
internal sealed class PictureHolder : IPictures, IPictureHealth
{
    private readonly Lock _guard = new();
    private volatile RegistryPicture _current = RegistryPicture.Empty;
    private volatile PictureHealth _health = PictureHealth.Starting;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RegistryPicture Current => _current;

    public PictureHealth Health => _health;

    /// <summary>Completes at the next swap after the call.</summary>
    public Task Next
    {
        get
        {
            lock (_guard)
            {
                return _next.Task;
            }
        }
    }

    /// <summary>Takes the picture into use; it is the newest there is when it comes from the registry.</summary>
    public void Take(RegistryPicture picture, PictureOrigin origin, DateTimeOffset now)
    {
        TaskCompletionSource? waiting = null;
        lock (_guard)
        {
            var isNews = !ReferenceEquals(picture, _current);
            _current = picture;
            _health = origin == PictureOrigin.Registry
                ? new PictureHealth(picture.Version, origin, now, SourceReachable: true)
                : _health with { Version = picture.Version, Origin = origin };
            if (isNews)
            {
                (waiting, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }

        waiting?.SetResult();
    }

    /// <summary>The source did not answer; the picture stays in use.</summary>
    public void Lost()
    {
        lock (_guard)
        {
            _health = _health with { SourceReachable = false };
        }
    }
}
