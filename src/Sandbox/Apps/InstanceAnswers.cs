namespace Digdir.Altinn.Sandbox.Apps;

/// <summary>Instances as the apps and Storage write them. Pure.</summary>
internal static class InstanceAnswers
{
    public static object Instance(Instance instance, string address, DateTimeOffset now) => new
    {
        Id = $"{instance.Owner.PartyId}/{instance.Id}",
        InstanceOwner = new
        {
            PartyId = instance.Owner.PartyId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            PersonNumber = instance.Owner.IsPerson ? instance.Owner.Number : null,
            OrganisationNumber = instance.Owner.IsPerson ? null : instance.Owner.Number,
        },
        AppId = $"{instance.Org}/{instance.App}",
        instance.Org,
        SelfLinks = new
        {
            Apps = $"{address}/{instance.Org}/{instance.App}/instances/{instance.Owner.PartyId}/{instance.Id}",
            Platform = $"{address}/storage/api/v1/instances/{instance.Owner.PartyId}/{instance.Id}",
        },
        Process = Process(instance),
        Status = new { IsArchived = instance.IsOver, Archived = instance.Ended, IsSoftDeleted = false, IsHardDeleted = false, ReadStatus = "Read" },
        CompleteConfirmations = Array.Empty<object>(),
        Data = instance.Data.ConvertAll(element => Data(element, instance, address, now)),
        PresentationTexts = new Dictionary<string, string>(),
        DataValues = new Dictionary<string, string>(),
        instance.Created,
        instance.LastChanged,
    };

    public static object Process(Instance instance) => new
    {
        Started = instance.Created,
        StartEvent = "StartEvent_1",
        CurrentTask = instance.IsOver ? null : new
        {
            Flow = instance.Step + 2,
            Started = instance.LastChanged,
            ElementId = Apps.Instance.Steps[instance.Step].Id,
            Apps.Instance.Steps[instance.Step].Name,
            AltinnTaskType = Apps.Instance.Steps[instance.Step].Type,
            FlowType = "CompleteCurrentMoveToNext",
        },
        instance.Ended,
        EndEvent = instance.IsOver ? "EndEvent_1" : null,
    };

    public static object Data(DataElement element, Instance instance, string address, DateTimeOffset now) => new
    {
        element.Id,
        InstanceGuid = instance.Id,
        element.DataType,
        Filename = element.FileName,
        element.ContentType,
        element.Size,
        SelfLinks = new { Apps = $"{address}/{instance.Org}/{instance.App}/instances/{instance.Owner.PartyId}/{instance.Id}/data/{element.Id}" },
        Locked = instance.IsOver,
        Refs = Array.Empty<Guid>(),
        IsRead = true,
        Tags = Array.Empty<string>(),
        FileScanResult = element.ScanAt(now),
        element.Created,
        element.LastChanged,
    };

    public static object Application(string org, string app) => new
    {
        Id = $"{org}/{app}",
        VersionId = "1.0.0",
        Org = org,
        Title = new Dictionary<string, string> { ["nb"] = "Årsoppgave", ["en"] = "Annual statement" },
        ProcessId = "process",
        DataTypes = new object[]
        {
            new { Id = "model", AllowedContentTypes = new[] { "application/json" }, AppLogic = new { AutoCreate = true, ClassRef = "Model" }, TaskId = "Task_1", MaxCount = 1, MinCount = 1 },
            new { Id = "vedlegg", AllowedContentTypes = new[] { "application/pdf", "application/octet-stream" }, AppLogic = (object?)null, TaskId = "Task_1", MaxCount = 10, MinCount = 0, MaxSize = 25 },
        },
        PartyTypesAllowed = new { BankruptcyEstate = false, Organisation = true, Person = true, SubUnit = false },
        Access = new { Visible = true },
    };
}
